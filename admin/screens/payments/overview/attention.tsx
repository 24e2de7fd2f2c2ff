import { Alert, Anchor, Group, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from '../../../ui/link';
import { Moment } from '../../../ui/show';
import { slugOf } from '../provider';
import { COUNTED, type OverviewShop } from './documents';

/** What waits for a person: disputes to answer, differences to look at, steps of an onboarding. Nothing: it is not there. */
export function Attention({ shop }: { shop: OverviewShop }) {
  const { t } = useTranslation('payments');
  const base = `/s/${shop.id}/payments`;
  const toAnswer = shop.disputes.nodes.filter(({ status }) => status === 'NEEDS_RESPONSE');
  const dueBy = toAnswer.flatMap(({ evidenceDueBy }) => evidenceDueBy ?? []).sort()[0];
  const open = shop.differences.nodes.length;
  const steps = shop.paymentOnboardings.filter(({ nextStep, status }) => nextStep && status !== 'CANCELLED');
  const missing = shop.paymentAccounts.filter(({ status }) => status === 'WEBHOOK_MISSING');
  if (toAnswer.length + open + steps.length + missing.length === 0) return null;
  return (
    <Stack gap="xs">
      {toAnswer.length > 0 && (
        <Notice color="red" to={`${base}/disputes`} action={t('attention.answer')}>
          {t('attention.disputes', { count: toAnswer.length })}{' '}
          {dueBy && (
            <>
              {t('attention.until')} <Moment at={dueBy} />
            </>
          )}
        </Notice>
      )}
      {steps.map(({ id, provider, nextStep }) => (
        <Notice key={id} color="yellow" to={`${base}/onboarding/${slugOf(provider)}`} action={t('attention.goOn')}>
          {t(`providers.${provider}`)}: {nextStep?.text}{' '}
          {nextStep?.deadline && (
            <>
              {t('attention.until')} <Moment at={nextStep.deadline} />
            </>
          )}
        </Notice>
      ))}
      {missing.map(({ id, provider }) => (
        <Notice key={id} color="yellow" to={`${base}/accounts/${id}`} action={t('attention.mend')}>
          {t(`providers.${provider}`)}: {t('account.meaning.WEBHOOK_MISSING')}
        </Notice>
      ))}
      {open > 0 && (
        <Notice color="yellow" to={`${base}/differences`} action={t('attention.look')}>
          {t('attention.differences', { count: open, shown: open > COUNTED ? `${COUNTED}+` : String(open) })}
        </Notice>
      )}
    </Stack>
  );
}

interface NoticeProps {
  color: 'red' | 'yellow';
  to: string;
  action: string;
  children: React.ReactNode;
}

const Notice = ({ color, to, action, children }: NoticeProps) => (
  <Alert color={color} variant="light" p="sm">
    <Group justify="space-between" gap="xs">
      <span>{children}</span>
      <Anchor component={Link} to={to} size="sm" c="inherit" fw={600}>
        {action}
      </Anchor>
    </Group>
  </Alert>
);

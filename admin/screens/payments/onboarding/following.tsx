import { Alert, Anchor, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { useMay, useShop } from '../../../app/place';
import { Link, LinkButton } from '../../../ui/link';
import { Moment } from '../../../ui/show';
import { tell } from '../../../ui/tell';
import { useAction } from '../../../ui/use-action';
import classes from '../payments.module.css';
import { MendForm } from './application-form';
import { CancelButton } from './cancel-button';
import { LinkPaymentOnboarding, type Onboarding } from './documents';
import { type StageState, stagesOf } from './states';

const QrCode = lazy(() => import('./qr-code'));

/** An onboarding under way: how far it is, what the merchant must do next and where, what was rejected. */
export function Following({ onboarding, reload }: { onboarding: Onboarding; reload: () => void }) {
  const { t } = useTranslation('payments');
  const { id: shop } = useShop();
  const mayWrite = useMay()('write_payments');
  const { provider, status, problems, paymentAccount, nextStep, updatedAt } = onboarding;
  return (
    <Stack>
      <Card padding="lg">
        <Stack>
          <Stages onboarding={onboarding} />
          <Text size="sm">{t(`onboarding.meaning.${status}`)}</Text>
          {nextStep && <NextStep onboarding={onboarding} />}
          {problems.length > 0 && (
            <Alert color="red" variant="light" title={t(status === 'REJECTED' ? 'onboarding.rejected' : 'onboarding.wanted')}>
              <ul className={classes.list}>
                {problems.map(({ field, message }) => (
                  <li key={`${field} ${message}`}>{message}</li>
                ))}
              </ul>
            </Alert>
          )}
          <Text size="xs" c="dimmed">
            {t('onboarding.updated')} <Moment at={updatedAt} />
          </Text>
          <Group gap="xs">
            {paymentAccount && (
              <LinkButton variant="default" to={`/s/${shop}/payments/accounts/${paymentAccount.id}`}>
                {t('account.open')}
              </LinkButton>
            )}
            {status !== 'ACTIVE' && (
              <Button variant="default" onClick={reload}>
                {t('onboarding.look')}
              </Button>
            )}
            {mayWrite && <CancelButton onboarding={onboarding} />}
          </Group>
        </Stack>
      </Card>
      {mayWrite && provider === 'WECHAT_PAY' && (status === 'REJECTED' || status === 'DRAFT') && (
        <MendForm
          key={onboarding.id}
          onboarding={onboarding}
          onDone={() => {
            tell(t('application.handedIn'));
            scrollTo({ top: 0 });
          }}
        />
      )}
    </Stack>
  );
}

const MARKS: Readonly<Record<StageState, string>> = { done: '✓', now: '●', failed: '!', next: '' };

function Stages({ onboarding: { provider, status } }: { onboarding: Onboarding }) {
  const { t } = useTranslation('payments');
  return (
    <ol className={classes.line} aria-label={t('onboarding.line')}>
      {stagesOf(provider, status).map(([stage, state]) => (
        <li key={stage} data-state={state} aria-current={state === 'now' || state === 'failed' ? 'step' : undefined}>
          <span className={classes.dot} aria-hidden="true">
            {MARKS[state]}
          </span>
          {t(`onboarding.stages.${stage}`)}
        </li>
      ))}
    </ol>
  );
}

/** The merchant's turn: in words, until when, and where he goes on. */
function NextStep({ onboarding }: { onboarding: Onboarding }) {
  const { t } = useTranslation('payments');
  const { id: shop } = useShop();
  const mayWrite = useMay()('write_payments');
  const [search] = useSearchParams();
  const [ask, asking] = useAction(LinkPaymentOnboarding, (data) => data.paymentOnboardingLink);
  const [link, setLink] = useState<string | null>(null);
  const { provider, nextStep, id, paymentAccount } = onboarding;
  if (!nextStep) return null;
  const isInWechat = nextStep.kind === 'CONFIRM' || nextStep.kind === 'SIGN';
  const goOn = async () => {
    const answer = await ask({ shop, onboarding: id });
    if (!answer?.link) return;
    if (provider === 'STRIPE') location.assign(answer.link);
    else setLink(answer.link);
  };
  const url = link ?? nextStep.url;
  return (
    <Alert color="yellow" variant="light" title={<Title order={2}>{t('onboarding.next')}</Title>}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{nextStep.text}</Text>
        {search.get('expired') && <Text size="sm">{t('onboarding.expired')}</Text>}
        {nextStep.deadline && (
          <Text size="sm" fw={600}>
            {t('onboarding.deadline')} <Moment at={nextStep.deadline} />
          </Text>
        )}
        {isInWechat && url && (
          <Group align="center">
            <Suspense fallback={null}>
              <QrCode content={url} label={t('onboarding.qr')} />
            </Suspense>
            <Stack gap={4} align="flex-start">
              <Text size="sm">{t('onboarding.scan')}</Text>
              <Anchor href={url} target="_blank" rel="noreferrer" size="sm">
                {t('onboarding.openLink')}
              </Anchor>
            </Stack>
          </Group>
        )}
        {isInWechat && !url && mayWrite && (
          <Button loading={asking} onClick={goOn}>
            {t('onboarding.askLink')}
          </Button>
        )}
        {nextStep.kind === 'COMPLETE' && mayWrite && (
          <Button loading={asking} onClick={goOn}>
            {t('onboarding.goOn')}
          </Button>
        )}
        {nextStep.kind === 'OWN_ACCOUNT' && paymentAccount && (
          <Anchor component={Link} to={`/s/${shop}/payments`} size="sm">
            {t('onboarding.toAccounts')}
          </Anchor>
        )}
      </Stack>
    </Alert>
  );
}

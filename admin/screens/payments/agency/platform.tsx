import { Alert, Button, Card, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useParams } from 'wouter';
import { Missing } from '../../../app/missing';
import { useAgency, useMay } from '../../../app/place';
import { Ask } from '../../../ui/ask';
import { Failed } from '../../../ui/failed';
import { Page } from '../../../ui/page';
import { PageSkeleton } from '../../../ui/page-skeleton';
import { Moment, Status } from '../../../ui/show';
import { tell } from '../../../ui/tell';
import { useAction } from '../../../ui/use-action';
import { CopyField } from '../copy-field';
import classes from '../payments.module.css';
import { ChangePlatform } from './change';
import { DisablePaymentPlatform, PaymentPlatforms, type Platform } from './documents';
import { PLATFORM_TONES } from './platforms';

/** One platform: its state, its callback address, its commission and keys. */
export default function PlatformScreen() {
  const { t } = useTranslation('payments');
  const { id: agency } = useAgency();
  const mayWrite = useMay()('write_payments');
  const { platform: id = '' } = useParams<{ platform: string }>();
  const [{ data, error }] = useQuery({ query: PaymentPlatforms, variables: { agency } });
  if (!data) return error ? <Failed error={error} /> : <PageSkeleton />;
  const platform = data.agency?.paymentPlatforms.find((one) => one.id === id);
  if (!platform) return <Missing />;
  const { provider, mode, status, externalId, callbackUrl, commission, createdAt, updatedAt } = platform;
  const mayChange = mayWrite && status !== 'DISABLED';
  return (
    <Page
      title={`${t(`platforms.names.${provider as 'STRIPE' | 'WECHAT_PAY'}`)} · ${t(`platforms.modes.${mode}`)}`}
      back={{ to: `/a/${agency}/payments`, label: t('title') }}
      badges={<Status tone={PLATFORM_TONES[status]}>{t(`platforms.status.${status}`)}</Status>}
      actions={mayChange && <Disable platform={platform} />}
    >
      <Stack>
        <Card padding="lg">
          <Stack>
            <Alert color={status === 'WEBHOOK_MISSING' ? 'yellow' : 'gray'} variant="light">
              {t(`platforms.meaning.${status}`)}
            </Alert>
            <dl className={classes.pairs}>
              <dt>{t(`account.externalId.${provider}`)}</dt>
              <dd>{externalId}</dd>
              <dt>{t('commission.label')}</dt>
              <dd>{commission} %</dd>
              <dt>{t('account.connected')}</dt>
              <dd>
                <Moment at={createdAt} />
              </dd>
              <dt>{t('account.changed')}</dt>
              <dd>
                <Moment at={updatedAt} />
              </dd>
            </dl>
            <CopyField
              label={t('account.callbackUrl')}
              description={t(`platforms.callbackHint.${provider as 'STRIPE' | 'WECHAT_PAY'}`)}
              value={callbackUrl}
            />
          </Stack>
        </Card>
        {mayChange && (
          <Card padding="lg">
            <Stack>
              <div>
                <Title order={2}>{t('platforms.change')}</Title>
                <Text size="sm" c="dimmed">
                  {t('change.text')}
                </Text>
              </div>
              <ChangePlatform key={updatedAt} platform={platform} />
            </Stack>
          </Card>
        )}
      </Stack>
    </Page>
  );
}

/** To be connected anew afterwards, with its keys: it is asked about. */
function Disable({ platform: { id } }: { platform: Platform }) {
  const { t } = useTranslation('payments');
  const { id: agency } = useAgency();
  const [opened, { open, close }] = useDisclosure();
  const [disable, disabling] = useAction(DisablePaymentPlatform, (data) => data.paymentPlatformDisable);
  const run = async () => {
    if (await disable({ agency, platform: id })) tell(t('platforms.disabled'));
    close();
  };
  return (
    <>
      <Button variant="default" onClick={open}>
        {t('account.disable')}
      </Button>
      <Ask
        opened={opened}
        title={t('platforms.disable')}
        text={t('platforms.disableText')}
        action={t('account.disable')}
        doing={disabling}
        onClose={close}
        onDo={run}
      />
    </>
  );
}

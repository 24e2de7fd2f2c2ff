import { Alert, Button, Group, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import { Form } from '../../ui/form';
import { Status } from '../../ui/show';
import { tell } from '../../ui/tell';
import { type ApiForm, useApiForm } from '../../ui/use-api-form';
import type { AccountOfViewer } from './account-document';
import { RecoveryCodes } from './recovery-codes';
import { RecoveryCodesRenewal } from './recovery-codes-renew';
import { Section } from './section';
import { type Secret, TwoFactorScan } from './two-factor-scan';

const TwoFactorStart = graphql(`
  mutation TwoFactorStart($input: TwoFactorStartInput!) {
    twoFactorStart(input: $input) {
      secret
      otpauthUri
      userErrors {
        ...Refused
      }
    }
  }
`);

const TwoFactorDisable = graphql(`
  mutation TwoFactorDisable($input: TwoFactorDisableInput!) {
    twoFactorDisable(input: $input) {
      viewer {
        id
        ...SecondFactorOfViewer
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

/** Where somebody is on his way to a second factor, or away from it. */
type Step =
  | { at: 'rest' }
  | { at: 'starting' }
  | { at: 'scanning'; secret: Secret }
  | { at: 'renewing' }
  | { at: 'keeping'; codes: string[] }
  | { at: 'stopping' };

const FEW = 3;

export function TwoFactorCard({ account: { twoFactor } }: { account: AccountOfViewer }) {
  const { t } = useTranslation('people');
  const [step, go] = useState<Step>({ at: 'rest' });
  const rest = () => go({ at: 'rest' });
  const { enabled = false, recoveryCodesLeft = 0 } = twoFactor ?? {};
  return (
    <Section
      title={t('twoFactor.title')}
      text={enabled ? t('twoFactor.textOn', { count: recoveryCodesLeft }) : t('twoFactor.textOff')}
      aside={<Status tone={enabled ? 'good' : 'neutral'}>{t(enabled ? 'twoFactor.on' : 'twoFactor.off')}</Status>}
    >
      {enabled && step.at === 'rest' && recoveryCodesLeft <= FEW && (
        <Alert color="yellow" variant="light">
          {t('twoFactor.few')}
        </Alert>
      )}
      {step.at === 'rest' && (
        <Group justify="flex-end" gap="xs">
          {enabled && (
            <Button variant="default" onClick={() => go({ at: 'renewing' })}>
              {t('twoFactor.renew')}
            </Button>
          )}
          <Button variant={enabled ? 'default' : 'filled'} onClick={() => go({ at: enabled ? 'stopping' : 'starting' })}>
            {t(enabled ? 'twoFactor.stop' : 'twoFactor.start')}
          </Button>
        </Group>
      )}
      {step.at === 'starting' && <Start onStarted={(secret) => go({ at: 'scanning', secret })} onCancel={rest} />}
      {step.at === 'scanning' && <TwoFactorScan secret={step.secret} onDone={(codes) => go({ at: 'keeping', codes })} onCancel={rest} />}
      {step.at === 'renewing' && <RecoveryCodesRenewal onDone={(codes) => go({ at: 'keeping', codes })} onCancel={rest} />}
      {step.at === 'keeping' && <RecoveryCodes codes={step.codes} onDone={rest} />}
      {step.at === 'stopping' && <Stop onDone={rest} />}
    </Section>
  );
}

function Start({ onStarted, onCancel }: { onStarted: (secret: Secret) => void; onCancel: () => void }) {
  const { t } = useTranslation('people');
  const api = useApiForm({
    document: TwoFactorStart,
    initial: { password: '' },
    variables: (input) => ({ input }),
    payload: (data) => data.twoFactorStart,
    onDone: ({ secret, otpauthUri }) => onStarted({ secret: secret ?? '', uri: otpauthUri ?? '' }),
  });
  return <PasswordFirst api={api} action={t('twoFactor.next')} onCancel={onCancel} />;
}

function Stop({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('people');
  const api = useApiForm({
    document: TwoFactorDisable,
    initial: { password: '' },
    variables: (input) => ({ input }),
    payload: (data) => data.twoFactorDisable,
    onDone: () => {
      onDone();
      tell(t('twoFactor.turnedOff'));
    },
  });
  return <PasswordFirst api={api} action={t('twoFactor.stop')} onCancel={onDone} />;
}

interface PasswordFirstProps {
  api: ApiForm<{ password: string }>;
  action: string;
  onCancel: () => void;
}

/** A session that was left open is not enough. */
function PasswordFirst({ api, action, onCancel }: PasswordFirstProps) {
  const { t } = useTranslation(['people', 'frame']);
  const aside = (
    <Button variant="default" onClick={onCancel}>
      {t('frame:cancel')}
    </Button>
  );
  return (
    <Form api={api} action={action} aside={aside}>
      <PasswordInput
        label={t('password')}
        description={t('twoFactor.passwordFirst')}
        autoComplete="current-password"
        required
        autoFocus
        visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
        {...api.form.getInputProps('password')}
      />
    </Form>
  );
}

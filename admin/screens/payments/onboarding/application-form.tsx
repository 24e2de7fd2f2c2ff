import { Alert, Card, Checkbox, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import { Form } from '../../../ui/form';
import { useApiForm } from '../../../ui/use-api-form';
import { Step, Steps } from '../connect/step';
import { type Checked, useChecks } from '../connect/use-checks';
import { useIdempotencyKey } from '../idempotency';
import { type ApplicationValues, applicationInput, forDraft, newApplication, PARTS, type Part } from './application';
import { PartChoices } from './choices';
import { type Onboarding, ResubmitPaymentOnboarding, StartPaymentOnboarding } from './documents';
import { PartFields } from './fields';
import { partsToMend, reasonsOf } from './problems';
import { rulesOf } from './specs';

const initial = (): ApplicationValues => ({ wechatPay: newApplication(), scenes: ['miniProgram'] });

/** A whole application at WeChat Pay (特约商户进件). What was typed outlives a reload, but for numbers of documents and accounts. */
export function ApplicationForm({ onStarted }: { onStarted: () => void }) {
  const { t } = useTranslation('payments');
  const { id: shop } = useShop();
  const keyOf = useIdempotencyKey();
  const api = useApiForm({
    document: StartPaymentOnboarding,
    initial: initial(),
    draft: `${shop}.application`,
    drafted: forDraft,
    variables: (values) => {
      const input = { wechatPay: applicationInput(values) };
      return { shop, input, key: keyOf(input) };
    },
    payload: (data) => data.paymentOnboardingStart,
    onDone: onStarted,
  });
  const { form } = api;
  const checked = useChecks(form, rulesOf(PARTS, form.values));
  return (
    <Form api={{ ...api, submit: sending(api.submit, checked, form.values, PARTS) }} action={t('application.handIn')}>
      <Parts parts={PARTS} form={form} checked={checked} reasons={{}} />
    </Form>
  );
}

/** Only what was rejected, or what else somebody wants to mend: each part is handed in whole, the others stay as they were. */
export function MendForm({ onboarding, onDone }: { onboarding: Onboarding; onDone: () => void }) {
  const { t } = useTranslation('payments');
  const { id: shop } = useShop();
  const rejected = partsToMend(onboarding.problems);
  const [parts, setParts] = useState<readonly Part[]>(rejected);
  const reasons = reasonsOf(onboarding.problems);
  const api = useApiForm({
    document: ResubmitPaymentOnboarding,
    initial: initial(),
    draft: `${onboarding.id}.mend`,
    drafted: forDraft,
    variables: (values) => {
      const whole = applicationInput(values);
      return { shop, onboarding: onboarding.id, input: { wechatPay: Object.fromEntries(parts.map((part) => [part, whole[part]])) } };
    },
    payload: (data) => data.paymentOnboardingResubmit,
    onDone,
  });
  const { form } = api;
  const checked = useChecks(form, rulesOf(parts, form.values));
  return (
    <Card padding="lg">
      <Stack>
        <div>
          <Title order={2}>{t('mend.title')}</Title>
          <Text size="sm" c="dimmed">
            {t('mend.text')}
          </Text>
        </div>
        <Checkbox.Group
          label={t('mend.parts')}
          value={[...parts]}
          onChange={(chosen) => setParts(PARTS.filter((part) => chosen.includes(part)))}
        >
          <Group gap="md" mt={6}>
            {PARTS.map((part) => (
              <Checkbox key={part} value={part} label={t(`application.parts.${part}.title`)} />
            ))}
          </Group>
        </Checkbox.Group>
        <Form api={{ ...api, submit: sending(api.submit, checked, form.values, parts) }} action={t('mend.action')}>
          <Parts parts={parts} form={form} checked={checked} reasons={reasons} />
        </Form>
      </Stack>
    </Card>
  );
}

interface PartsProps {
  parts: readonly Part[];
  form: ReturnType<typeof useApiForm<ApplicationValues, never, never, never>>['form'];
  checked: Checked;
  reasons: Readonly<Record<string, string>>;
}

function Parts({ parts, form, checked, reasons }: PartsProps) {
  const { t } = useTranslation('payments');
  const scenesError = parts.includes('business') && form.values.scenes.length === 0 ? t('application.noScene') : null;
  return (
    <Steps>
      {parts.map((part) => (
        <Step
          key={part}
          title={t(`application.parts.${part}.title`)}
          where={t(`application.parts.${part}.where`)}
          done={part !== 'addition' && checked.isDone(...Object.keys(required(part, form.values)))}
        >
          {reasons[part] && (
            <Alert color="red" variant="light" p="xs">
              {reasons[part]}
            </Alert>
          )}
          <PartChoices part={part} form={form} scenesError={scenesError} />
          <PartFields part={part} values={form.values} checked={checked} reasons={reasons} />
        </Step>
      ))}
    </Steps>
  );
}

const required = (part: Part, values: ApplicationValues) =>
  Object.fromEntries(Object.entries(rulesOf([part], values)).filter(([, rule]) => rule.required));

/** Where it sells is chosen, and every field has its form. */
const sending = (
  submit: Parameters<Checked['guarded']>[0],
  checked: Checked,
  { scenes }: ApplicationValues,
  parts: readonly Part[],
): Parameters<Checked['guarded']>[0] =>
  parts.includes('business') && scenes.length === 0 ? (event) => event?.preventDefault() : checked.guarded(submit);

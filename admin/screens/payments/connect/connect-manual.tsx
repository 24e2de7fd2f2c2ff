import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import { Form } from '../../../ui/form';
import { useApiForm } from '../../../ui/use-api-form';
import { useIdempotencyKey } from '../idempotency';
import { ConnectPaymentAccount } from './documents';
import { MANUAL_FIELDS, ManualSteps, type ManualValues, manualInput } from './manual-fields';
import { Steps } from './step';

/** Cash and transfers, where the shop takes neither. */
export function ConnectManual({ onConnected }: { onConnected: (account: string) => void }) {
  const { t } = useTranslation('payments');
  const { id: shop } = useShop();
  const keyOf = useIdempotencyKey();
  const api = useApiForm({
    document: ConnectPaymentAccount,
    initial: { cash: true, instructions: '', transferOffered: false, transfer: '' } as ManualValues,
    draft: `${shop}.manual`,
    fields: MANUAL_FIELDS,
    variables: (values) => {
      const input = { manual: manualInput(values) };
      return { shop, input, key: keyOf(input) };
    },
    payload: (data) => data.paymentAccountConnect,
    onDone: ({ paymentAccount }) => paymentAccount && onConnected(paymentAccount.id),
  });
  return (
    <Form api={api} action={t('connect.action')}>
      <Steps>
        <ManualSteps form={api.form} />
      </Steps>
    </Form>
  );
}

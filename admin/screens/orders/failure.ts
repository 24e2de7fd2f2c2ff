import { useTranslation } from 'react-i18next';

/** Why banks and providers refuse, as they call it: the words of most refusals. */
const KNOWN = [
  'generic_decline',
  'card_declined',
  'declined',
  'do_not_honor',
  'insufficient_funds',
  'expired_card',
  'incorrect_cvc',
  'lost_card',
  'stolen_card',
  'fraudulent',
  'authentication_required',
  'processing_error',
  'async_payment_failed',
  'PAYERROR',
  'CLOSED',
  'ABNORMAL',
  'PROVIDER_REJECTED',
] as const;

type Known = (typeof KNOWN)[number];

/** What a refusal's code means; as it came, where there are no words for it. */
export function useFailure(): (code: string) => string {
  const { t } = useTranslation('orders');
  return (code) => ((KNOWN as readonly string[]).includes(code) ? t(`failures.${code as Known}`) : code);
}

import { useTranslation } from 'react-i18next';
import * as checks from '../checks';
import { PemField, PlainField } from './fields';
import { Step } from './step';
import type { Checked, Rule } from './use-checks';

export const NO_ALIPAY = { appId: '', sellerId: '', privateKey: '', alipayPublicKey: '' };
export type AlipayValues = typeof NO_ALIPAY;

/** Alipay changes its key with the application's, so that a change takes both. */
export function alipayRules({ privateKey, alipayPublicKey }: AlipayValues, { isChange }: { isChange: boolean }): Record<string, Rule> {
  return {
    'alipay.appId': { required: !isChange, check: checks.alipayAppId },
    'alipay.sellerId': { check: checks.sellerId },
    'alipay.privateKey': { required: !isChange || alipayPublicKey !== '', check: (text) => checks.privateKey(text) },
    'alipay.alipayPublicKey': {
      required: !isChange || privateKey !== '',
      check: (text) => checks.publicKey(text, { own: privateKey }),
    },
  };
}

export function AlipaySteps({ checked, isChange }: { checked: Checked; isChange: boolean }) {
  const { t } = useTranslation('payments');
  const { isDone } = checked;
  const required = !isChange;
  return (
    <>
      <Step
        title={t(isChange ? 'alipay.app.seller' : 'alipay.app.title')}
        where={t('alipay.app.where')}
        done={isChange ? isDone('alipay.sellerId') : isDone('alipay.appId')}
      >
        {!isChange && (
          <PlainField checked={checked} path="alipay.appId" label={t('alipay.appId')} placeholder="2021000000000000" required />
        )}
        <PlainField
          checked={checked}
          path="alipay.sellerId"
          label={t('alipay.sellerId')}
          description={t('alipay.sellerIdHint')}
          placeholder="2088000000000000"
        />
      </Step>
      <Step title={t('alipay.own.title')} where={t('alipay.own.where')} done={isDone('alipay.privateKey')}>
        <PemField
          checked={checked}
          path="alipay.privateKey"
          label={t('alipay.privateKey')}
          description={t('alipay.privateKeyHint')}
          files=".txt, .pem"
          required={required}
        />
      </Step>
      <Step title={t('alipay.theirs.title')} where={t('alipay.theirs.where')} done={isDone('alipay.alipayPublicKey')}>
        <PemField
          checked={checked}
          path="alipay.alipayPublicKey"
          label={t('alipay.alipayPublicKey')}
          description={t(isChange ? 'alipay.changeHint' : 'alipay.alipayPublicKeyHint')}
          files=".txt, .pem"
          required={required}
        />
      </Step>
    </>
  );
}

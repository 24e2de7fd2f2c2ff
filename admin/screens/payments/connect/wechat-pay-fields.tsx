import { Accordion, Alert, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as checks from '../checks';
import { readRsa } from '../keys';
import { PemField, PlainField, SecretField, TextFromFile } from './fields';
import { Step } from './step';
import type { Checked, Rule } from './use-checks';

export const NO_WECHAT_PAY = {
  mchid: '',
  appId: '',
  miniProgramAppId: '',
  mobileAppId: '',
  appSecret: '',
  apiV3Key: '',
  serial: '',
  privateKey: '',
  publicKeyId: '',
  publicKey: '',
};
export type WechatPayValues = typeof NO_WECHAT_PAY;

/** Whose merchant id it is: a shop's own, or an agency's as a service provider. */
type Whose = 'shop' | 'agency';

/** What is looked at before it is sent. In a change nothing is needed but what belongs together. */
export function wechatPayRules(values: WechatPayValues, { isChange, certificate = '' }: { isChange: boolean; certificate?: string }) {
  const { serial, privateKey, publicKeyId, publicKey } = values;
  const rules: Record<keyof WechatPayValues, Rule> = {
    mchid: { required: !isChange, check: checks.merchantId },
    appId: { required: !isChange, check: checks.appId },
    miniProgramAppId: { check: checks.appId },
    mobileAppId: { check: checks.appId },
    appSecret: { check: checks.appSecret },
    apiV3Key: { required: !isChange, check: checks.apiV3Key },
    serial: { required: !isChange || privateKey !== '', check: checks.serial },
    privateKey: { required: !isChange || serial !== '', check: (text) => checks.privateKey(text, { beside: certificate }) },
    publicKeyId: { required: publicKey !== '', check: checks.publicKeyId },
    publicKey: { required: publicKeyId !== '', check: (text) => checks.publicKey(text, { own: privateKey }) },
  };
  return Object.fromEntries(Object.entries(rules).map(([name, rule]) => [`wechatPay.${name}`, rule]));
}

interface Props {
  checked: Checked;
  whose: Whose;
  isChange: boolean;
  /** The text of `apiclient_cert.pem`, which the private key is held against. */
  onCertificate: (text: string) => void;
}

/** The steps of connecting a merchant id, or those that can be changed of it. */
export function WechatPaySteps({ checked, whose, isChange, onCertificate }: Props) {
  const { t } = useTranslation('payments');
  const [noCertificate, setNoCertificate] = useState(false);
  const { isDone } = checked;
  const required = !isChange;
  const takeCertificate = (text: string) => {
    const read = readRsa(text);
    const serial = read?.kind === 'certificate' ? read.serial : null;
    setNoCertificate(!serial);
    if (!serial) return;
    onCertificate(text);
    checked.put('wechatPay.serial', serial);
  };
  return (
    <>
      {!isChange && (
        <Step
          title={t(whose === 'shop' ? 'wechat.account.title' : 'wechat.account.provider')}
          where={t('wechat.account.where')}
          done={isDone('wechatPay.mchid', 'wechatPay.appId')}
        >
          <PlainField checked={checked} path="wechatPay.mchid" label={t('wechat.mchid')} placeholder="1900000001" required />
          <PlainField
            checked={checked}
            path="wechatPay.appId"
            label={t('wechat.appId')}
            description={t('wechat.appIdHint')}
            placeholder="wx…"
            required
          />
          {whose === 'shop' && (
            <Accordion variant="separated">
              <Accordion.Item value="more">
                <Accordion.Control>{t('wechat.otherApps')}</Accordion.Control>
                <Accordion.Panel>
                  <Stack gap="sm">
                    <PlainField
                      checked={checked}
                      path="wechatPay.miniProgramAppId"
                      label={t('wechat.miniProgramAppId')}
                      placeholder="wx…"
                    />
                    <PlainField checked={checked} path="wechatPay.mobileAppId" label={t('wechat.mobileAppId')} placeholder="wx…" />
                  </Stack>
                </Accordion.Panel>
              </Accordion.Item>
            </Accordion>
          )}
        </Step>
      )}
      <Step
        title={t('wechat.certificate.title')}
        where={t('wechat.certificate.where')}
        done={isDone('wechatPay.serial', 'wechatPay.privateKey')}
      >
        <Stack gap={6}>
          <PlainField
            checked={checked}
            path="wechatPay.serial"
            label={t('wechat.serial')}
            description={t('wechat.serialHint')}
            required={required}
          />
          <TextFromFile label={t('wechat.serialFromFile')} onText={takeCertificate} />
          {noCertificate && (
            <Alert color="red" variant="light" role="alert">
              {t('wechat.noCertificate')}
            </Alert>
          )}
        </Stack>
        <PemField
          checked={checked}
          path="wechatPay.privateKey"
          label={t('wechat.privateKey')}
          placeholder="-----BEGIN PRIVATE KEY-----"
          files="apiclient_key.pem"
          required={required}
        />
      </Step>
      <Step title={t('wechat.apiV3Key.title')} where={t('wechat.apiV3Key.where')} done={isDone('wechatPay.apiV3Key')}>
        <SecretField checked={checked} path="wechatPay.apiV3Key" label={t('wechat.apiV3Key.label')} required={required} />
        {isChange && (
          <Text size="sm" c="dimmed">
            {t('wechat.apiV3Key.change')}
          </Text>
        )}
      </Step>
      <Step
        title={t('wechat.publicKey.title')}
        where={t(isChange ? 'wechat.publicKey.change' : 'wechat.publicKey.where')}
        done={isDone('wechatPay.publicKeyId', 'wechatPay.publicKey')}
      >
        <PlainField checked={checked} path="wechatPay.publicKeyId" label={t('wechat.publicKeyId')} placeholder="PUB_KEY_ID_…" />
        <PemField
          checked={checked}
          path="wechatPay.publicKey"
          label={t('wechat.publicKey.label')}
          placeholder="-----BEGIN PUBLIC KEY-----"
          files="pub_key.pem"
        />
      </Step>
      {whose === 'shop' && (
        <Step title={t('wechat.shipping.title')} where={t('wechat.shipping.where')} done={isDone('wechatPay.appSecret')}>
          <SecretField checked={checked} path="wechatPay.appSecret" label={t('wechat.appSecret')} />
        </Step>
      )}
    </>
  );
}

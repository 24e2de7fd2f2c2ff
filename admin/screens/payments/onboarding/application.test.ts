import { expect, test } from '@jest/globals';
import { type ApplicationValues, applicationInput, forDraft, newApplication, newOwner, PARTS, partOf, placeOfField } from './application';
import { partsToMend, reasonsOf } from './problems';
import { groupsOf, rulesOf } from './specs';
import { stagesOf } from './states';

const values = (change: (values: ApplicationValues) => void = () => {}): ApplicationValues => {
  const made: ApplicationValues = { wechatPay: newApplication(), scenes: ['web'] };
  change(made);
  return made;
};

test('what is handed in is what the kind of business asks for, and nothing that was left empty', () => {
  const trader = applicationInput(
    values(({ wechatPay: { subject, business } }) => {
      subject.businessLicense.number = ' 92440300 ';
      subject.certificate.number = 'left from another kind';
      business.sales.web.domain = 'https://shop.example';
      business.sales.store.name = 'not chosen';
    }),
  );
  expect(trader.subject).toMatchObject({ type: 'INDIVIDUAL', businessLicense: { number: '92440300' } });
  expect(trader.subject).not.toHaveProperty('certificate');
  expect(trader.business.sales).toEqual({ web: { domain: 'https://shop.example' } });
  expect(trader.contact).toEqual({ type: 'LEGAL' });
  expect(trader).not.toHaveProperty('addition');
});

test('owners are named by an enterprise alone whose legal representative is not the only one', () => {
  const enterprise = (owner: boolean) =>
    applicationInput(
      values(({ wechatPay: { subject } }) => {
        subject.type = 'ENTERPRISE';
        subject.identity.owner = owner;
        subject.beneficialOwners = [{ ...newOwner(), name: 'Owner' }];
      }),
    ).subject;
  expect(enterprise(false).beneficialOwners).toHaveLength(1);
  expect(enterprise(true)).not.toHaveProperty('beneficialOwners');
  expect(enterprise(false).identity.owner).toBe(false);
});

test('no draft has the number of a document or of an account', () => {
  const typed = values(({ wechatPay: { contact, subject, bankAccount } }) => {
    contact.documentNumber = '4403-contact';
    subject.identity.number = '4403-identity';
    subject.beneficialOwners = [{ ...newOwner(), number: '4403-owner', name: 'Owner' }];
    bankAccount.number = '6222-account';
    bankAccount.bank = '工商银行';
  });
  const kept = JSON.stringify(forDraft(typed));
  expect(kept).not.toMatch(/4403|6222/);
  expect(kept).toContain('工商银行');
});

test('what WeChat Pay rejects stands at its field, and the whole part is handed in anew', () => {
  const problems = [
    { field: 'mobile_phone', message: 'The number is wrong' },
    { field: 'id_card_info', message: 'The picture is blurred' },
    { field: 'something_new', message: 'Nobody knows where' },
    { field: null, message: 'All of it' },
  ];
  expect(reasonsOf(problems)).toEqual({
    'contact.mobilePhone': 'The number is wrong',
    'subject.identity': 'The picture is blurred',
    subject: 'The picture is blurred',
  });
  expect(partsToMend(problems)).toEqual(['subject', 'contact']);
  expect(partOf(placeOfField('account_number')!)).toBe('bankAccount');
});

test('every field of the form stands in the application', () => {
  const all = values(({ wechatPay: { subject, contact }, scenes }) => {
    subject.type = 'ENTERPRISE';
    subject.identity.holder = 'SUPER';
    subject.identity.owner = false;
    subject.beneficialOwners = [newOwner()];
    contact.type = 'SUPER';
    scenes.push('store', 'officialAccount', 'miniProgram', 'app');
  });
  const paths = PARTS.flatMap((part) => groupsOf(part, all)).flatMap(({ fields }) => fields.map(({ path }) => path));
  expect(new Set(paths).size).toBe(paths.length);
  for (const path of paths) {
    const found = path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], all.wechatPay);
    expect([path, found]).not.toEqual([path, undefined]);
  }
  expect(rulesOf(['contact'], all)['wechatPay.contact.documentNumber']).toMatchObject({ required: true });
});

test.each([
  ['STRIPE', 'NEEDS_ACTION', ['done', 'now', 'next', 'next']],
  ['WECHAT_PAY', 'AUDITING', ['done', 'now', 'next', 'next']],
  ['WECHAT_PAY', 'NEEDS_ACTION', ['done', 'done', 'now', 'next']],
  ['WECHAT_PAY', 'REJECTED', ['done', 'failed', 'next', 'next']],
  ['WECHAT_PAY', 'ACTIVE', ['done', 'done', 'done', 'done']],
] as const)('%s %s is so far: %j', (provider, status, states) => {
  expect(stagesOf(provider, status).map(([, state]) => state)).toEqual(states);
});

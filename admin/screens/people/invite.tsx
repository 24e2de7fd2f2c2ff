import { Modal, Radio, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Role } from '../../generated/graphql';
import { Form } from '../../ui/form';
import { tell } from '../../ui/tell';
import { useApiForm } from '../../ui/use-api-form';
import { MemberInvite } from './member-invite';
import type { Where } from './place-of-people';

/** Asks for whom, and what he shall be allowed. */
export function Invite({ where, roles, onClose }: { where: Where; roles: readonly Role[]; onClose: () => void }) {
  const { t } = useTranslation(['people', 'frame']);
  const initial: { email: string; role: Role } = { email: '', role: roles.includes('STAFF') ? 'STAFF' : roles[0]! };
  const api = useApiForm({
    document: MemberInvite,
    initial,
    variables: (input) => ({ ...where, input }),
    payload: (data) => data.memberInvite,
    onDone: (_payload, { email }) => {
      onClose();
      tell(t('people.invited', { email }));
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('people.inviteTitle')} closeButtonProps={{ 'aria-label': t('frame:close') }}>
      <Form api={api} action={t('people.inviteAction')}>
        <TextInput label={t('email')} type="email" required data-autofocus {...api.form.getInputProps('email')} />
        <Radio.Group label={t('people.role')} {...api.form.getInputProps('role')}>
          <Stack gap="xs" mt="xs">
            {roles.map((role) => (
              <Radio key={role} value={role} label={t(`role.${role}.name`)} description={t(`role.${role}.text`)} />
            ))}
          </Stack>
        </Radio.Group>
      </Form>
    </Modal>
  );
}

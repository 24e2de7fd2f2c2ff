import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { List } from '../../data/use-list';
import { graphql } from '../../generated';
import type { Role } from '../../generated/graphql';
import { Moment } from '../../ui/show';
import { type Column, Table } from '../../ui/table';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { MemberInvite } from './member-invite';
import type { InvitationOf, Where } from './place-of-people';

/** What is shown of an invitation. */
graphql(`
  fragment ListedInvitation on Invitation {
    id
    email
    role
    inviter
    expiresAt
  }
`);

const InvitationRevoke = graphql(`
  mutation InvitationRevoke($agency: ID, $shop: ID, $invitation: ID!) {
    invitationRevoke(agency: $agency, shop: $shop, invitation: $invitation) {
      invitation {
        id
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

interface Props {
  where: Where;
  list: List<InvitationOf>;
  roles: readonly Role[];
}

/** Who was invited and has not come yet. */
export function Invitations({ where, list, roles }: Props) {
  const { t } = useTranslation('people');
  const columns: Column<InvitationOf>[] = [
    {
      key: 'email',
      header: t('email'),
      cell: ({ email, role }) => (
        <Stack gap={0}>
          <Text size="sm" fw={550}>
            {email}
          </Text>
          <Text size="xs" c="dimmed">
            {t(`role.${role}.name`)}
          </Text>
        </Stack>
      ),
    },
    { key: 'inviter', header: t('people.inviter'), from: 'md', width: '12rem', cell: ({ inviter }) => inviter },
    { key: 'expires', header: t('people.expires'), from: 'md', width: '13.5rem', cell: ({ expiresAt }) => <Moment at={expiresAt} /> },
  ];
  if (roles.length > 0)
    columns.push({
      key: 'actions',
      header: t('people.actions'),
      width: '12.5rem',
      align: 'end',
      cell: (invitation) => roles.includes(invitation.role) && <Actions where={where} invitation={invitation} />,
    });
  return <Table label={t('people.pending')} list={list} columns={columns} keyOf={({ id }) => id} empty={t('people.pendingNone')} />;
}

function Actions({ where, invitation: { id, email, role } }: { where: Where; invitation: InvitationOf }) {
  const { t } = useTranslation('people');
  const [invite, inviting] = useAction(MemberInvite, (data) => data.memberInvite);
  const [revoke, revoking] = useAction(InvitationRevoke, (data) => data.invitationRevoke);
  const send = async () => {
    if (await invite({ ...where, input: { email, role } })) tell(t('people.invited', { email }));
  };
  const withdraw = async () => {
    if (await revoke({ ...where, invitation: id })) tell(t('people.revoked', { email }), send);
  };
  return (
    <Group gap="xs" justify="flex-end">
      <Button variant="default" size="compact-sm" onClick={send} loading={inviting} aria-label={t('people.resendTo', { email })}>
        {t('people.resend')}
      </Button>
      <Button variant="default" size="compact-sm" onClick={withdraw} loading={revoking} aria-label={t('people.revokeOf', { email })}>
        {t('people.revoke')}
      </Button>
    </Group>
  );
}

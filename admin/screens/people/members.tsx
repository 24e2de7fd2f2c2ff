import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { List } from '../../data/use-list';
import { graphql } from '../../generated';
import type { Role } from '../../generated/graphql';
import { Ask } from '../../ui/ask';
import { EmptyState } from '../../ui/empty-state';
import { Moment, Status } from '../../ui/show';
import { type Column, Table } from '../../ui/table';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import type { MemberOf, Where } from './place-of-people';
import { rolesFor } from './roles';

/** What is shown of a member. */
graphql(`
  fragment ListedMember on Member {
    id
    name
    email
    role
    twoFactorEnabled
    createdAt
    isViewer
  }
`);

const MemberUpdate = graphql(`
  mutation MemberUpdate($agency: ID, $shop: ID, $member: ID!, $input: MemberUpdateInput!) {
    memberUpdate(agency: $agency, shop: $shop, member: $member, input: $input) {
      member {
        id
        role
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const MemberRemove = graphql(`
  mutation MemberRemove($agency: ID, $shop: ID, $member: ID!) {
    memberRemove(agency: $agency, shop: $shop, member: $member) {
      member {
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
  list: List<MemberOf>;
  roles: readonly Role[];
}

export function Members({ where, list, roles }: Props) {
  const { t } = useTranslation('people');
  const [leaving, setLeaving] = useState<MemberOf | null>(null);
  // An agency keeps an owner: with the last there is nothing to be done.
  const owners = 'agency' in where ? list.rows.filter(({ role }) => role === 'OWNER').length : Number.POSITIVE_INFINITY;
  const mayTouch = ({ role }: MemberOf) => roles.includes(role) && !(role === 'OWNER' && owners === 1);
  const columns: Column<MemberOf>[] = [
    { key: 'person', header: t('people.person'), cell: (member) => <Person member={member} /> },
    {
      key: 'role',
      header: t('people.role'),
      width: '9.5rem',
      cell: (member) =>
        mayTouch(member) ? (
          <RoleSelect where={where} member={member} roles={roles} />
        ) : (
          <Text size="sm">{t(`role.${member.role}.name`)}</Text>
        ),
    },
    {
      key: 'secondFactor',
      header: t('people.secondFactor'),
      from: 'md',
      width: '10rem',
      cell: ({ twoFactorEnabled }) => (
        <Status tone={twoFactorEnabled ? 'good' : 'neutral'}>{t(twoFactorEnabled ? 'people.on' : 'people.off')}</Status>
      ),
    },
    { key: 'since', header: t('people.since'), from: 'md', width: '13.5rem', cell: ({ createdAt }) => <Moment at={createdAt} /> },
  ];
  if (roles.length > 0)
    columns.push({
      key: 'actions',
      header: t('people.actions'),
      width: '6rem',
      align: 'end',
      cell: (member) =>
        mayTouch(member) && (
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => setLeaving(member)}
            aria-label={t('people.removeNamed', { name: member.name })}
          >
            {t('people.remove')}
          </Button>
        ),
    });
  return (
    <>
      <Table
        label={t('people.members')}
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        empty={<EmptyState title={t('people.none')}>{t('people.noneText')}</EmptyState>}
      />
      {leaving && <Leaving where={where} member={leaving} onClose={() => setLeaving(null)} />}
    </>
  );
}

const Person = ({ member: { name, email, isViewer } }: { member: MemberOf }) => {
  const { t } = useTranslation('people');
  return (
    <Stack gap={0}>
      <Group gap="xs">
        <Text size="sm" fw={550}>
          {name}
        </Text>
        {isViewer && <Status tone="neutral">{t('people.you')}</Status>}
      </Group>
      <Text size="xs" c="dimmed">
        {email}
      </Text>
    </Stack>
  );
};

function RoleSelect({ where, member, roles }: { where: Where; member: MemberOf; roles: readonly Role[] }) {
  const { t } = useTranslation('people');
  const [update, saving] = useAction(MemberUpdate, (data) => data.memberUpdate);
  const change = async (role: Role, from: Role | null) => {
    if (!(await update({ ...where, member: member.id, input: { role } }))) return;
    const undo = from && (() => void change(from, null));
    tell(t('people.changed', { name: member.name, role: t(`role.${role}.as`) }), undo ?? undefined);
  };
  return (
    <Select
      size="xs"
      aria-label={t('people.roleOf', { name: member.name })}
      data={rolesFor(member, roles).map((role) => ({ value: role, label: t(`role.${role}.name`) }))}
      value={member.role}
      disabled={saving}
      onChange={(role) => role && role !== member.role && change(role as Role, member.isViewer ? null : member.role)}
    />
  );
}

/** Nothing brings him back but a new invitation: this is asked before. */
function Leaving({ where, member, onClose }: { where: Where; member: MemberOf; onClose: () => void }) {
  const { t } = useTranslation('people');
  const [remove, removing] = useAction(MemberRemove, (data) => data.memberRemove);
  const press = async () => {
    const removed = await remove({ ...where, member: member.id });
    onClose();
    if (removed) tell(t('people.removed', { name: member.name }));
  };
  return (
    <Ask
      opened
      title={t('people.removeTitle', { name: member.name })}
      text={t('people.removeText')}
      action={t('people.remove')}
      doing={removing}
      onClose={onClose}
      onDo={press}
    />
  );
}

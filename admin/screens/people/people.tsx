import { Button, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CombinedError } from 'urql';
import { Page } from '../../ui/page';
import { Invitations } from './invitations';
import { Invite } from './invite';
import { Members } from './members';
import type { PlaceOfPeople, Where } from './place-of-people';

interface Props {
  where: Where;
  text: string;
  place: PlaceOfPeople | null | undefined;
  error: CombinedError | undefined;
  reload: () => void;
}

/** Who belongs to an agency or a shop, what each may do there, and who was invited. */
export function People({ where, text, place, error, reload }: Props) {
  const { t } = useTranslation('people');
  const [inviting, setInviting] = useState(false);
  const roles = place?.rolesToGive ?? [];
  const listOf = <Row,>(rows: readonly Row[] | undefined) => ({
    rows: rows ?? [],
    loading: !rows && !error,
    loadingMore: false,
    hasMore: false,
    loadMore: () => undefined,
    reload,
    error,
  });
  const invite = roles.length > 0 && <Button onClick={() => setInviting(true)}>{t('people.invite')}</Button>;
  return (
    <Page title={t('people.title')} wide actions={invite}>
      <Stack>
        <Text size="sm" c="dimmed">
          {text}
        </Text>
        <Members where={where} list={listOf(place?.members)} roles={roles} />
        {(place?.invitations.length ?? 0) > 0 && (
          <>
            <Title order={2} mt="xs">
              {t('people.pending')}
            </Title>
            <Invitations where={where} list={listOf(place?.invitations)} roles={roles} />
          </>
        )}
      </Stack>
      {inviting && <Invite where={where} roles={roles} onClose={() => setInviting(false)} />}
    </Page>
  );
}

import { Avatar, UnstyledButton } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useViewer } from './session';

const load = () => import('./account-menu');
const AccountMenu = lazy(load);

/** The person's picture, which opens his menu; that is loaded when somebody is about to open it. */
export function AccountButton() {
  const { t } = useTranslation();
  const { name } = useViewer();
  const [opened, setOpened] = useState(false);
  const [wanted, setWanted] = useState(false);
  const button = (
    <UnstyledButton
      aria-label={t('account.menu', { name })}
      aria-haspopup="menu"
      onPointerEnter={load}
      onFocus={load}
      onClick={() => {
        setWanted(true);
        setOpened(!opened);
      }}
    >
      <Avatar radius="xl" size={32} color="pine" variant="filled" aria-hidden="true" />
    </UnstyledButton>
  );
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <AccountMenu opened={opened} onChange={setOpened} />
    </Suspense>
  );
}

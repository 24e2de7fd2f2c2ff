import { Avatar, Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { ask } from '../data/client';
import { graphql } from '../generated';
import { Link } from '../ui/link';
import { speak } from '../words';
import { useSession, useViewer } from './session';

const SignOut = graphql(`
  mutation SignOut {
    signOut {
      userErrors {
        message
      }
    }
  }
`);

/** The person, his agencies and shops, the language and the light. */
export default function AccountMenu({ opened, onChange }: { opened: boolean; onChange: (opened: boolean) => void }) {
  const { t, i18n } = useTranslation();
  const { name, email, agencies, shops } = useViewer();
  const { changed } = useSession();
  const { setColorScheme, colorScheme } = useMantineColorScheme();
  const [, navigate] = useLocation();
  const signOut = async () => {
    await ask(SignOut, {});
    navigate('/sign-in');
    changed();
  };
  return (
    <Menu opened={opened} onChange={onChange} position="bottom-end" width={240} transitionProps={{ duration: 100 }}>
      <Menu.Target>
        <UnstyledButton aria-label={t('account.menu', { name })}>
          <Avatar radius="xl" size={32} color="pine" variant="filled" aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{email ?? name}</Menu.Label>
        {agencies.map((agency) => (
          <Menu.Item key={agency.id} component={Link} to={`/a/${agency.id}/shops`}>
            {agency.name}
          </Menu.Item>
        ))}
        {shops.map((shop) => (
          <Menu.Item key={shop.id} component={Link} to={`/s/${shop.id}`}>
            {shop.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component={Link} to="/account">
          {t('account.settings')}
        </Menu.Item>
        <Menu.Item onClick={() => speak(i18n.language === 'zh' ? 'en' : 'zh')} lang={i18n.language === 'zh' ? 'en' : 'zh-CN'}>
          {i18n.language === 'zh' ? 'English' : '中文'}
        </Menu.Item>
        <Menu.Item onClick={() => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark')}>
          {t(colorScheme === 'dark' ? 'account.light' : 'account.dark')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={signOut}>{t('account.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

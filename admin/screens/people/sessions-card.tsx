import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import { Moment, Status } from '../../ui/show';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import classes from './account.module.css';
import type { AccountOfViewer } from './account-document';
import { Section } from './section';

const SessionEnd = graphql(`
  mutation SessionEnd($session: ID!) {
    sessionEnd(session: $session) {
      viewer {
        id
        ...SessionsOfViewer
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const SessionsEndOthers = graphql(`
  mutation SessionsEndOthers {
    sessionsEndOthers {
      viewer {
        id
        ...SessionsOfViewer
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

type Session = AccountOfViewer['sessions'][number];

export function SessionsCard({ account: { sessions } }: { account: AccountOfViewer }) {
  const { t } = useTranslation('people');
  const [endOthers, ending] = useAction(SessionsEndOthers, (data) => data.sessionsEndOthers);
  const press = async () => {
    if (await endOthers({})) tell(t('sessions.endedOthers'));
  };
  return (
    <Section
      title={t('sessions.title')}
      text={t('sessions.text')}
      aside={
        sessions.length > 1 && (
          <Button variant="default" size="xs" onClick={press} loading={ending}>
            {t('sessions.endOthers')}
          </Button>
        )
      }
    >
      <ul className={classes.list} aria-label={t('sessions.title')}>
        {sessions.map((session) => (
          <Row key={session.id} session={session} />
        ))}
      </ul>
    </Section>
  );
}

function Row({ session }: { session: Session }) {
  const { t } = useTranslation('people');
  const [end, ending] = useAction(SessionEnd, (data) => data.sessionEnd);
  const device = session.device || t('sessions.unknown');
  const press = async () => {
    if (await end({ session: session.id })) tell(t('sessions.ended'));
  };
  return (
    <li className={classes.row}>
      <Stack gap={2} className={classes.grow}>
        <Group gap="xs">
          <Text fw={550} size="sm">
            {device}
          </Text>
          {session.current && <Status tone="good">{t('sessions.here')}</Status>}
        </Group>
        <Text size="xs" c="dimmed">
          {session.address && `${t('sessions.from', { address: session.address })} · `}
          {t('sessions.seen')} <Moment at={session.lastSeenAt} /> · {t('sessions.began')} <Moment at={session.createdAt} />
        </Text>
      </Stack>
      {!session.current && (
        <Button variant="default" size="xs" onClick={press} loading={ending} aria-label={t('sessions.endOf', { device })}>
          {t('sessions.end')}
        </Button>
      )}
    </li>
  );
}

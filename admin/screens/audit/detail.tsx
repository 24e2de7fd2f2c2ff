import { Anchor, Button, Code, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from '../../ui/link';
import { Status, useFormat } from '../../ui/show';
import { Changes } from './changes';
import classes from './detail.module.css';
import type { Entry } from './entry';
import { OUTCOME_TONES, pageOf, prefixOf, useActorName, useMutationNames, useTable } from './names';

interface Props {
  entry: Entry | null;
  onClose: () => void;
  onlyActor: (id: string) => void;
}

/** One entry: who, from where, what it said, and what it changed. */
export function Detail({ entry, onClose, onlyActor }: Props) {
  const { t } = useTranslation(['audit', 'frame']);
  const { nameOf } = useMutationNames();
  // While it slides away, it still shows what it showed.
  const [last, setLast] = useState(entry);
  useEffect(() => {
    if (entry) setLast(entry);
  }, [entry]);
  const shown = entry ?? last;
  return (
    <Drawer
      opened={entry !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={shown ? nameOf(shown.mutation) : ''}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      {shown && <Body entry={shown} onlyActor={onlyActor} />}
    </Drawer>
  );
}

function Body({ entry, onlyActor }: { entry: Entry; onlyActor: (id: string) => void }) {
  const { t } = useTranslation('audit');
  const actorOf = useActorName();
  const { exact } = useFormat();
  const { actor, shop, subject, many } = entry;
  return (
    <Stack gap="lg">
      <dl className={classes.facts}>
        <Fact label={t('who')}>
          <Group gap="xs">
            {actorOf(actor)}
            {actor.id && (
              <Button size="compact-xs" variant="default" onClick={() => onlyActor(actor.id!)}>
                {t('onlyThis')}
              </Button>
            )}
          </Group>
        </Fact>
        <Fact label={t('when')}>{exact(entry.createdAt)}</Fact>
        <Fact label={t('outcome')}>
          <Status tone={OUTCOME_TONES[entry.outcome]}>{t(`outcomes.${entry.outcome}`)}</Status>
          {entry.outcome === 'UNKNOWN' && <Text size="xs">{t('unknownText')}</Text>}
          {entry.errors.length > 0 && <Text size="xs">{t('errorCodes', { codes: entry.errors.join(', ') })}</Text>}
        </Fact>
        <Fact label={t('where')}>
          {entry.shopCount > 1 ? (
            t('inShops', { count: entry.shopCount })
          ) : shop ? (
            <Anchor component={Link} to={`/s/${shop.id}`} size="sm">
              {shop.name}
            </Anchor>
          ) : (
            t('inAgency')
          )}
        </Fact>
        {subject && (
          <Fact label={t('subject')}>
            <Subject id={subject} shop={shop?.id} />
          </Fact>
        )}
        {many && <Fact label={t('many')}>{t('manyText', { done: many.done, refused: many.refused })}</Fact>}
        <Fact label={t('address')}>{entry.address ?? '–'}</Fact>
        <Fact label={t('userAgent')}>{entry.userAgent ?? '–'}</Fact>
        <Fact label={t('request')}>{entry.requestId}</Fact>
      </dl>
      {entry.changes.length > 0 && <Changes entry={entry} />}
      {many && many.first.length > 0 && (
        <section>
          <Title order={3} mb="xs">
            {t('first')}
          </Title>
          <ul className={classes.list}>
            {many.first.map((id) => (
              <li key={id}>
                <Subject id={id} shop={shop?.id} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <details>
        <summary className={classes.summary}>{t('input')}</summary>
        <Code block className={classes.code} tabIndex={0}>
          {asText(entry.input)}
        </Code>
      </details>
    </Stack>
  );
}

/** What kind of thing it is, and which: a link where it has a page. */
function Subject({ id, shop }: { id: string; shop: string | undefined }) {
  const kindOf = useTable('subjects');
  const page = pageOf(id, shop);
  return (
    <>
      {page ? (
        <Anchor component={Link} to={page} size="sm">
          {kindOf(prefixOf(id))}
        </Anchor>
      ) : (
        kindOf(prefixOf(id))
      )}{' '}
      <Text component="span" size="xs" c="dimmed">
        {id}
      </Text>
    </>
  );
}

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </>
);

const asText = (value: unknown): string =>
  value === null || value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value, null, 2);

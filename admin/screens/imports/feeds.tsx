import { Alert, Anchor, Button, Card, Group, Modal, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Client, useQuery } from 'urql';
import { useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { EmptyState } from '../../ui/empty-state';
import { Failed } from '../../ui/failed';
import { Link } from '../../ui/link';
import { Page } from '../../ui/page';
import { Moment, Status, type Tone } from '../../ui/show';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import type { Feed } from './feed';
import { ChangeFeed, CreateFeed, DeleteFeed, FeedsDocument, RunFeed } from './feed-documents';
import { FeedForm } from './feed-form';
import { ImportState } from './status';

export const preload = (client: Client, { shop = '' }: Parameters) => client.query(FeedsDocument, { shop }).toPromise();

/** Catalogs that are fetched by themselves. */
export default function FeedsScreen() {
  const { t } = useTranslation(['imports', 'frame']);
  const { id: shop } = useShop();
  const [{ data, error }, ask] = useQuery({ query: FeedsDocument, variables: { shop }, requestPolicy: 'cache-and-network' });
  const [editing, setEditing] = useState<Feed | 'new' | null>(null);
  const feeds = data?.shop?.feeds;
  const add = <Button onClick={() => setEditing('new')}>{t('feed.add')}</Button>;
  return (
    <Page title={t('feed.title')} back={{ to: `/s/${shop}/imports`, label: t('feed.back') }} actions={feeds && feeds.length > 0 && add}>
      <Stack gap="md">
        {!feeds &&
          (error ? <Failed error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} /> : <Skeleton height={120} radius="md" />)}
        {feeds?.length === 0 && (
          <EmptyState title={t('feed.none')} action={add}>
            {t('feed.noneText')}
          </EmptyState>
        )}
        {feeds && feeds.length > 0 && (
          <Text size="sm" c="dimmed">
            {t('feed.text')}
          </Text>
        )}
        {feeds?.map((feed) => (
          <FeedCard key={feed.id} feed={feed} onEdit={() => setEditing(feed)} />
        ))}
      </Stack>
      <Modal
        closeButtonProps={{ 'aria-label': t('frame:close') }}
        opened={editing !== null}
        onClose={() => setEditing(null)}
        title={t(editing === 'new' ? 'feed.add' : 'feed.editTitle')}
        size="lg"
      >
        {editing && <FeedForm feed={editing === 'new' ? null : editing} onDone={() => setEditing(null)} />}
      </Modal>
    </Page>
  );
}

const TONES: Readonly<Record<Feed['status'], Tone>> = { ACTIVE: 'good', PAUSED: 'neutral', DISABLED: 'bad' };
const WORDS = { ACTIVE: 'active', PAUSED: 'pausedState', DISABLED: 'disabled' } as const;

function FeedCard({ feed, onEdit }: { feed: Feed; onEdit: () => void }) {
  const { t } = useTranslation('imports');
  const { id: shop } = useShop();
  return (
    <Card component="article" aria-label={feed.url}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
            {feed.url}
          </Text>
          <Status tone={TONES[feed.status]}>{t(`feed.${WORDS[feed.status]}`)}</Status>
        </Group>
        {feed.lastError && (
          <Alert color={feed.status === 'DISABLED' ? 'red' : 'yellow'} variant="light">
            {feed.lastError} {feed.failures > 1 && t('feed.failures', { count: feed.failures })}
          </Alert>
        )}
        <SimpleGrid cols={{ base: 1, xs: 2, sm: 4 }} spacing="xs">
          <Fact label={t('feed.format')}>{feed.format && feed.format !== 'AUTO' ? t(`formats.${feed.format}`) : t('inspection.auto')}</Fact>
          <Fact label={t('feed.next')}>
            {feed.status === 'ACTIVE' ? <Moment at={feed.nextRunAt} /> : '–'}
            <Text size="xs" c="dimmed">
              {t('feed.everyHours', { count: feed.everyHours })}
            </Text>
          </Fact>
          <Fact label={t('feed.last')}>{feed.lastRunAt ? <Moment at={feed.lastRunAt} /> : t('feed.never')}</Fact>
          <Fact label={t('feed.result')}>
            {feed.lastImport ? (
              <Group gap="xs">
                <ImportState status={feed.lastImport.status} />
                <Anchor component={Link} to={`/s/${shop}/imports/${feed.lastImport.id}`} size="sm">
                  +{feed.lastImport.productsCreated} / ~{feed.lastImport.productsUpdated}
                </Anchor>
              </Group>
            ) : (
              '–'
            )}
          </Fact>
        </SimpleGrid>
        <FeedActions feed={feed} onEdit={onEdit} />
      </Stack>
    </Card>
  );
}

const Fact = ({ label, children }: { label: string; children: React.ReactNode }) => (
  <div>
    <Text size="xs" c="dimmed">
      {label}
    </Text>
    <Text size="sm" component="div">
      {children}
    </Text>
  </div>
);

function FeedActions({ feed, onEdit }: { feed: Feed; onEdit: () => void }) {
  const { t } = useTranslation('imports');
  const { id: shop } = useShop();
  const [change, changing] = useAction(ChangeFeed, ({ feedUpdate }) => feedUpdate);
  const [run, running] = useAction(RunFeed, ({ feedRun }) => feedRun);
  const [remove, removing] = useAction(DeleteFeed, ({ feedDelete }) => feedDelete);
  const [create] = useAction(CreateFeed, ({ feedCreate }) => feedCreate);
  const named = { shop, feed: feed.id };
  const setStatus = async (status: 'ACTIVE' | 'PAUSED') => {
    const other = status === 'ACTIVE' ? 'PAUSED' : 'ACTIVE';
    const undo = () => void change({ ...named, input: { status: other } });
    if (await change({ ...named, input: { status } })) tell(t(status === 'ACTIVE' ? 'feed.resumed' : 'feed.paused'), undo);
  };
  const removeIt = async () => {
    if (!(await remove(named))) return;
    const { url, everyHours, format, mapping, options } = feed;
    tell(
      t('feed.deleted'),
      () => void create({ shop, input: { url, everyHours, format: format ?? null, mapping: mapping ?? null, options } }),
    );
  };
  return (
    <Group gap="xs">
      <Button
        size="xs"
        loading={running}
        disabled={feed.status === 'DISABLED'}
        onClick={async () => {
          if (await run(named)) tell(t('feed.running'));
        }}
      >
        {t('feed.run')}
      </Button>
      {feed.status === 'ACTIVE' ? (
        <Button size="xs" variant="default" loading={changing} onClick={() => void setStatus('PAUSED')}>
          {t('feed.pause')}
        </Button>
      ) : (
        <Button size="xs" variant="default" loading={changing} onClick={() => void setStatus('ACTIVE')}>
          {t('feed.resume')}
        </Button>
      )}
      <Button size="xs" variant="default" onClick={onEdit}>
        {t('feed.edit')}
      </Button>
      <Button size="xs" variant="subtle" color="red" loading={removing} onClick={() => void removeIt()}>
        {t('feed.delete')}
      </Button>
    </Group>
  );
}

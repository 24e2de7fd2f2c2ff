import { Alert, Anchor, Badge, Button, Drawer, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useAgency, useMay } from '../../app/place';
import { graphql } from '../../generated';
import type { RolloutApplicationQuery } from '../../generated/graphql';
import { Failed } from '../../ui/failed';
import { Link } from '../../ui/link';
import { Moment } from '../../ui/show';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { ApplicationState, useCountsText, useListText } from './rollout-state';

const RolloutApplication = graphql(`
  query RolloutApplication($agency: ID!, $application: ID!) {
    agency(id: $agency) {
      id
      blueprintApplication(id: $application) {
        id
        shop {
          id
          name
        }
        status
        settingsChanged
        settingsKept
        collectionsCreated
        collectionsUpdated
        collectionsKept
        productsCreated
        productsUpdated
        productsUnchanged
        productsKept
        problems {
          code
          message
          subject
        }
        report {
          kind
          subject
          title
          outcome
          fieldsKept
        }
        undoableUntil
        undone {
          removed
          restored
          kept
        }
      }
    }
  }
`);

const UndoInShop = graphql(`
  mutation UndoInShop($shop: ID!, $rollout: ID!) {
    blueprintApplyUndo(shop: $shop, rollout: $rollout) {
      application {
        id
        status
        undoableUntil
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

type Application = NonNullable<NonNullable<RolloutApplicationQuery['agency']>['blueprintApplication']>;

interface Props {
  id: string;
  rollout: string;
  dryRun: boolean;
  onClose(): void;
  onUndone(): void;
}

/** One shop of a roll-out: what was changed there or would be, thing by thing, what was left, and the way back. */
export function ApplicationDrawer({ id, rollout, dryRun, onClose, onUndone }: Props) {
  const { t } = useTranslation(['rollouts', 'frame']);
  const { id: agency } = useAgency();
  const may = useMay();
  const [{ data, error }] = useQuery({
    query: RolloutApplication,
    variables: { agency, application: id },
    requestPolicy: 'cache-and-network',
  });
  const [undo, undoing] = useAction(UndoInShop, (answer) => answer.blueprintApplyUndo);
  const one = data?.agency?.blueprintApplication;
  const back = async (shop: string) => {
    if (!(await undo({ shop, rollout }))) return;
    tell(t('undo.begun'));
    onUndone();
  };
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      title={one?.shop.name ?? t('details')}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      {error && !one && <Failed error={error} />}
      {!data && !error && <Skeleton height={120} />}
      {one && (
        <Stack>
          <Group justify="space-between">
            <ApplicationState status={one.status} />
            <Anchor component={Link} to={`/s/${one.shop.id}`} size="sm">
              {t('toShop')}
            </Anchor>
          </Group>
          <Counts one={one} dryRun={dryRun} />
          {one.undoableUntil && may('write_settings') && (
            <Group justify="space-between" gap="xs">
              <Text size="sm" c="dimmed">
                {t('undo.until')} <Moment at={one.undoableUntil} />
              </Text>
              <Button variant="default" size="compact-sm" loading={undoing} onClick={() => back(one.shop.id)}>
                {t('undo.shop')}
              </Button>
            </Group>
          )}
          {one.problems.length > 0 && (
            <Alert color="red" variant="light" title={t('problems')}>
              <Stack gap={4} component="ul" m={0} ps="md">
                {one.problems.map(({ code, subject, message }) => (
                  <li key={`${code} ${subject} ${message}`}>
                    {subject && <strong>{subject}: </strong>}
                    {message}
                  </li>
                ))}
              </Stack>
            </Alert>
          )}
          {one.report.length > 0 && <Report lines={one.report} dryRun={dryRun} />}
        </Stack>
      )}
    </Drawer>
  );
}

function Counts({ one, dryRun }: { one: Application; dryRun: boolean }) {
  const { t } = useTranslation('rollouts');
  const countsText = useCountsText();
  return (
    <Stack gap={4}>
      <Text size="sm">
        {t(dryRun ? 'one.would' : 'one.did')} {countsText(one)}
      </Text>
      {one.undone && <Text size="sm">{t('undo.done', one.undone)}</Text>}
    </Stack>
  );
}

function Report({ lines, dryRun }: { lines: Application['report']; dryRun: boolean }) {
  const { t, i18n } = useTranslation('rollouts');
  const known = (key: string, text: string) => (i18n.exists(key, { ns: 'rollouts' }) ? t(key as 'setting.tax') : text);
  const named = ({ kind, subject, title }: Application['report'][number]) =>
    kind === 'SETTING' ? known(`setting.${subject}`, subject) : (title ?? subject);
  const fieldOf = (path: string) => known(`field.${path.slice(path.lastIndexOf('.') + 1)}`, path);
  const listOf = useListText();
  return (
    <div>
      <Title order={3} mb={6}>
        {t(dryRun ? 'wouldChange' : 'changed')}
      </Title>
      <Stack gap={6} component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {lines.map((line) => (
          <li key={`${line.kind} ${line.subject}`}>
            <Group gap="xs" wrap="nowrap" align="baseline">
              <Badge variant="default" radius="sm" tt="none" fw={450} style={{ flexShrink: 0 }}>
                {t(`outcome.${line.outcome}`)}
              </Badge>
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                {t(`reportKind.${line.kind}`)} {named(line)}
                {line.fieldsKept.length > 0 && (
                  <Text span size="xs" c="dimmed">
                    {' '}
                    {t('fieldsKept', { fields: listOf(line.fieldsKept.map(fieldOf)) })}
                  </Text>
                )}
              </Text>
            </Group>
          </li>
        ))}
      </Stack>
      {lines.length >= 200 && (
        <Text size="xs" c="dimmed" mt="xs">
          {t('firstLines')}
        </Text>
      )}
    </div>
  );
}

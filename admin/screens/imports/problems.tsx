import { Anchor, Button, Card, Chip, Group, Stack, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import { onThisServer } from '../../data/on-this-server';
import { useList } from '../../data/use-list';
import { graphql } from '../../generated';
import type { ImportProblemsQuery } from '../../generated/graphql';
import { Status, useFormat } from '../../ui/show';
import { type Column, Table } from '../../ui/table';
import { useAddress } from '../../ui/use-address';
import classes from './problems.module.css';
import type { ShownImport } from './shown-import';
import { isUnderWay } from './status';

const PAGE = 100;

const ImportProblems = graphql(`
  query ImportProblems($shop: ID!, $import: ID!, $code: String, $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      import(id: $import) {
        id
        problems(first: $first, after: $after, code: $code) {
          nodes {
            row
            column
            code
            message
            value
            rejected
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`);

type Problem = NonNullable<NonNullable<ImportProblemsQuery['shop']>['import']>['problems']['nodes'][number];

/** What is wrong, by its kind, row after row; and the report with which it is mended. */
export function Problems({ one }: { one: ShownImport }) {
  const { t } = useTranslation('imports');
  const { number } = useFormat();
  const [code, setCode] = useAddress('problem');
  const total = one.problemCounts.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t(isUnderWay(one.status) ? 'problems.noneRunning' : one.options.dryRun ? 'problems.noneTried' : 'problems.none')}
      </Text>
    );
  }
  const chosen = one.problemCounts.some((kind) => kind.code === code) ? code : '';
  const report = onThisServer(one.reportUrl);
  return (
    <section aria-labelledby="problems">
      <Stack gap="sm">
        <Title order={2} id="problems">
          {t('problems.title')} <span className={classes.count}>{number(total)}</span>
        </Title>
        <Card>
          <Group justify="space-between" gap="sm">
            <Text size="sm" maw={620}>
              {t('problems.reportHint')}
            </Text>
            <Group gap="sm">
              <Anchor href={`${report}&form=problems`} size="sm">
                {t('problems.list')}
              </Anchor>
              <Button component="a" href={report} download variant="default" leftSection={<IconDownload size={16} aria-hidden="true" />}>
                {t('problems.report')}
              </Button>
            </Group>
          </Group>
        </Card>
        <Chip.Group value={chosen} onChange={(value) => setCode(value as string)}>
          <Group gap="xs" role="radiogroup" aria-label={t('problems.kinds')}>
            <Chip value="" variant="light" size="sm">
              {t('problems.all')} · {number(total)}
            </Chip>
            {one.problemCounts.map((kind) => (
              <Chip key={kind.code} value={kind.code} variant="light" size="sm" title={kind.message}>
                {t(`problems.kindNames.${kind.code}` as 'problems.kindNames.PRICE_INVALID', { defaultValue: kind.message })} ·{' '}
                {number(kind.count)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        <ProblemTable key={chosen} one={one} code={chosen || null} total={total} />
      </Stack>
    </section>
  );
}

function ProblemTable({ one, code, total }: { one: ShownImport; code: string | null; total: number }) {
  const { t } = useTranslation('imports');
  const { id: shop } = useShop();
  const list = useList(ImportProblems, { shop, import: one.id, code }, (data) => data.shop?.import?.problems, { first: PAGE });
  const { reload, rows } = list;
  const stage = `${total} ${one.status}`;
  const asked = useRef(stage);
  // While it runs further ones come: the first page asks for them once, each time that there are more.
  useEffect(() => {
    if (asked.current === stage) return;
    asked.current = stage;
    if (rows.length < PAGE) reload();
  }, [stage, rows.length, reload]);
  const columns: Column<Problem>[] = [
    { key: 'row', header: t('problems.row'), cell: ({ row }) => row ?? t('problems.whole'), width: '5rem' },
    { key: 'column', header: t('problems.column'), cell: ({ column }) => column, width: '16%', from: 'sm' },
    {
      key: 'value',
      header: t('problems.value'),
      cell: ({ value }) => value && <code className={classes.value}>{value}</code>,
      width: '20%',
      from: 'md',
    },
    {
      key: 'message',
      header: t('problems.message'),
      cell: ({ message, rejected }) => (
        <Group gap="xs">
          <Status tone={rejected ? 'bad' : 'warning'}>{t(rejected ? 'problems.left' : 'problems.in')}</Status>
          <span>{message}</span>
        </Group>
      ),
    },
  ];
  return (
    <Table
      label={t('problems.title')}
      list={list}
      columns={columns}
      keyOf={({ row, column, code: kind }) => `${row} ${column} ${kind}`}
      empty={null}
    />
  );
}

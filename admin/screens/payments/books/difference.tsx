import { Alert, Anchor, Card, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useParams } from 'wouter';
import { Missing } from '../../../app/missing';
import { useMay, useShop } from '../../../app/place';
import { graphql } from '../../../generated';
import type { DifferenceQuery } from '../../../generated/graphql';
import { Failed } from '../../../ui/failed';
import { Link } from '../../../ui/link';
import { Page } from '../../../ui/page';
import { PageSkeleton } from '../../../ui/page-skeleton';
import { Amount, Moment, Status } from '../../../ui/show';
import classes from '../payments.module.css';
import { Decide } from './decide';
import { DIFFERENCE_TONES } from './tones';

const DifferenceDocument = graphql(`
  query Difference($shop: ID!, $id: ID!, $orders: Boolean!) {
    shop(id: $shop) {
      id
      node(id: $id) {
        id
        ... on Difference {
          kind
          status
          actions
          account {
            id
            provider
            externalId
          }
          order @include(if: $orders) {
            id
            number
          }
          payment {
            id
            provider
            references {
              kind
              reference
            }
          }
          refund {
            id
            references {
              kind
              reference
            }
          }
          ours {
            amount {
              amount
              currency
            }
            status
          }
          theirs {
            amount {
              amount
              currency
            }
            status
          }
          reference
          occurredAt
          note
          action
          resolvedAt
          createdAt
        }
      }
    }
  }
`);

type Node = NonNullable<NonNullable<DifferenceQuery['shop']>['node']>;
type Found = Extract<Node, { __typename?: 'Difference' }>;

/** One difference: both sides beside each other, what it means, and what can be done about it. */
export default function DifferenceScreen() {
  const { t } = useTranslation('payments');
  const { id: shop } = useShop();
  const may = useMay();
  const { difference: id = '' } = useParams<{ difference: string }>();
  const [{ data, error }] = useQuery({ query: DifferenceDocument, variables: { shop, id, orders: may('read_orders') } });
  if (!data) return error ? <Failed error={error} /> : <PageSkeleton />;
  const found = data.shop?.node;
  if (found?.__typename !== 'Difference') return <Missing />;
  return (
    <Page
      title={t(`differences.kinds.${found.kind}`)}
      back={{ to: `/s/${shop}/payments/differences`, label: t('differences.title') }}
      badges={<Status tone={DIFFERENCE_TONES[found.status]}>{t(`differences.statuses.${found.status}`)}</Status>}
    >
      <Stack>
        <Alert variant="light" color="gray" title={t('differences.whatToDo')}>
          {t(`differences.advice.${found.kind}`)}
        </Alert>
        <Sides found={found} />
        <Card padding="lg">
          <About found={found} />
        </Card>
        {may('write_payments') && found.actions.length > 0 && <Decide key={found.id} difference={found.id} actions={found.actions} />}
      </Stack>
    </Page>
  );
}

function Sides({ found: { ours, theirs, kind, account } }: { found: Found }) {
  const { t } = useTranslation('payments');
  const isOfBooks = kind.startsWith('LEDGER');
  const provider = account ? t(`providers.${account.provider}`) : t('differences.theirs');
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <Side title={t('differences.oursTitle')} side={ours} />
      <Side title={isOfBooks ? t('differences.ledgerTitle') : t('differences.theirsTitle', { provider })} side={theirs} />
    </SimpleGrid>
  );
}

function Side({ title, side }: { title: string; side: Found['ours'] }) {
  const { t } = useTranslation('payments');
  return (
    <Card padding="lg">
      <Title order={2}>{title}</Title>
      {side ? (
        <>
          <Text size="xl" fw={650} mt="xs">
            {side.amount ? <Amount of={side.amount} /> : t('differences.unknownCurrency')}
          </Text>
          {side.status && (
            <Text size="sm" c="dimmed">
              {t('differences.state', { state: side.status })}
            </Text>
          )}
        </>
      ) : (
        <Text c="dimmed" mt="xs">
          {t('differences.nothing')}
        </Text>
      )}
    </Card>
  );
}

function About({ found }: { found: Found }) {
  const { t } = useTranslation('payments');
  const { id: shop } = useShop();
  const { account, order, payment, refund, reference, occurredAt, createdAt, note, action, resolvedAt } = found;
  const references = [...(payment?.references ?? []), ...(refund?.references ?? [])];
  return (
    <dl className={classes.pairs}>
      <dt>{t('differences.where')}</dt>
      <dd>{account ? `${t(`providers.${account.provider}`)} ${account.externalId ?? ''}` : t('differences.ownBooks')}</dd>
      {order && (
        <>
          <dt>{t('differences.order')}</dt>
          <dd>
            <Anchor component={Link} to={`/s/${shop}/orders/${order.id}`} size="sm">
              {order.number}
            </Anchor>
          </dd>
        </>
      )}
      {reference && (
        <>
          <dt>{t('differences.reference')}</dt>
          <dd>{reference}</dd>
        </>
      )}
      {references.map(({ kind, reference: name }) => (
        <Pair key={`${kind} ${name}`} name={kind} value={name} />
      ))}
      {occurredAt && (
        <>
          <dt>{t('differences.occurred')}</dt>
          <dd>
            <Moment at={occurredAt} />
          </dd>
        </>
      )}
      <dt>{t('differences.found')}</dt>
      <dd>
        <Moment at={createdAt} />
      </dd>
      {resolvedAt && (
        <>
          <dt>{t('differences.decided')}</dt>
          <dd>
            {action ? t(`differences.actions.${action}.title`) : t('differences.byItself')} · <Moment at={resolvedAt} />
          </dd>
        </>
      )}
      {note && <Pair name={t('differences.note')} value={note} />}
    </dl>
  );
}

const Pair = ({ name, value }: { name: string; value: string }) => (
  <>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </>
);

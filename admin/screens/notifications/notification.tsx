import { Alert, Anchor, Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Client, useQuery } from 'urql';
import { useParams } from 'wouter';
import { Missing } from '../../app/missing';
import { useMay, useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { graphql } from '../../generated';
import { Failed } from '../../ui/failed';
import { Link } from '../../ui/link';
import { Page } from '../../ui/page';
import { PageSkeleton } from '../../ui/page-skeleton';
import { Moment, Status } from '../../ui/show';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { Mail } from './mail';
import { TONES } from './tones';

const NotificationDocument = graphql(`
  query Notification($shop: ID!, $notification: ID!) {
    shop(id: $shop) {
      id
      notification(id: $notification) {
        id
        template
        status
        recipient
        subject
        html
        text
        attempts
        error
        createdAt
        sentAt
        order {
          id
          number
        }
      }
    }
  }
`);

const NotificationRetry = graphql(`
  mutation NotificationRetry($shop: ID!, $notification: ID!) {
    notificationRetry(shop: $shop, notification: $notification) {
      notification {
        id
        status
        error
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const preload = (client: Client, { shop = '', notification = '' }: Parameters) =>
  client.query(NotificationDocument, { shop, notification }).toPromise();

export default function NotificationScreen() {
  const { t } = useTranslation('notifications');
  const { id: shop } = useShop();
  const may = useMay();
  const { notification: id = '' } = useParams<{ notification: string }>();
  const [{ data, error }, ask] = useQuery({ query: NotificationDocument, variables: { shop, notification: id } });
  const [retry, running] = useAction(NotificationRetry, (answer) => answer.notificationRetry);
  if (!data) return error ? <Failed error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} /> : <PageSkeleton />;
  const mail = data.shop?.notification;
  if (!mail) return <Missing />;
  const again = async () => {
    if (await retry({ shop, notification: id })) tell(t('mail.again'));
  };
  const canRetry = (mail.status === 'FAILED' || mail.status === 'KEPT') && may('write_orders');
  return (
    <Page
      title={mail.subject}
      back={{ to: `/s/${shop}/notifications`, label: t('title') }}
      badges={<Status tone={TONES[mail.status]}>{t(`status.${mail.status}`)}</Status>}
      actions={
        canRetry && (
          <Button loading={running} onClick={again}>
            {t('mail.retry')}
          </Button>
        )
      }
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('mail.to', { recipient: mail.recipient })} · <Moment at={mail.sentAt ?? mail.createdAt} />
          {mail.order && (
            <>
              {' · '}
              <Anchor component={Link} to={`/s/${shop}/orders/${mail.order.id}`} size="sm">
                {t('mail.order', { number: mail.order.number })}
              </Anchor>
            </>
          )}
        </Text>
        {mail.error && (
          <Alert color="red" variant="light" title={t('mail.refused', { count: mail.attempts })}>
            {mail.error}
          </Alert>
        )}
        {mail.status === 'KEPT' && (
          <Alert color="blue" variant="light">
            {t('mail.kept')}
          </Alert>
        )}
        <Mail subject={mail.subject} html={mail.html} text={mail.text} />
      </Stack>
    </Page>
  );
}

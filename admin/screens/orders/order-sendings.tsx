import { Anchor, Button, Card, Divider, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay, useShop } from '../../app/place';
import { graphql } from '../../generated';
import { Moment, Status, type Tone } from '../../ui/show';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import classes from './order.module.css';
import type { OrderShown } from './order-documents';

const ShippingUploadRetry = graphql(`
  mutation ShippingUploadRetry($shop: ID!, $shippingUpload: ID!) {
    shippingUploadRetry(shop: $shop, shippingUpload: $shippingUpload) {
      shippingUpload {
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

type Upload = OrderShown['shippingUploads'][number];

const TONES: Readonly<Record<Upload['status'], Tone>> = { PENDING: 'busy', SENT: 'good', FAILED: 'bad' };

/** What was sent, and what WeChat was told of it. */
export function Sendings({ order, onDone }: { order: OrderShown; onDone: () => void }) {
  const { t } = useTranslation('orders');
  const { fulfillments, lines, shippingUploads } = order;
  const titleOf = (id: string) => {
    const line = lines.find((one) => one.id === id);
    return [line?.title, line?.variantTitle].filter(Boolean).join(' · ');
  };
  return (
    <Card component="section" aria-label={t('sendings.title')}>
      <Title order={2} mb="sm">
        {t('sendings.title')}
      </Title>
      {fulfillments.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('sendings.none')}
        </Text>
      )}
      <Stack component="ul" gap="md" className={classes.list}>
        {fulfillments.map(({ id, createdAt, lines: sent, tracking }) => (
          <li key={id}>
            <Text size="sm" fw={550}>
              <Moment at={createdAt} />
            </Text>
            {sent.map(({ line, quantity }) => (
              <Text key={line} size="sm" className={classes.wrap}>
                {titleOf(line)} × {quantity}
              </Text>
            ))}
            {tracking && (
              <Text size="sm" className={classes.wrap}>
                {[tracking.company, tracking.number].filter(Boolean).join(' ')}
                {tracking.url && (
                  <>
                    {' '}
                    <Anchor href={tracking.url} target="_blank" rel="noreferrer" size="sm">
                      {t('sendings.follow')}
                    </Anchor>
                  </>
                )}
              </Text>
            )}
          </li>
        ))}
      </Stack>
      {shippingUploads.length > 0 && (
        <>
          <Divider my="md" />
          <Title order={3} mb="xs">
            {t('uploads.title')}
          </Title>
          <Stack gap="sm">
            {shippingUploads.map((upload) => (
              <UploadLine key={upload.id} upload={upload} onDone={onDone} />
            ))}
          </Stack>
        </>
      )}
    </Card>
  );
}

function UploadLine({ upload: { id, status, error, late }, onDone }: { upload: Upload; onDone: () => void }) {
  const { t } = useTranslation('orders');
  const shop = useShop();
  const may = useMay();
  const [retry, running] = useAction(ShippingUploadRetry, (data) => data.shippingUploadRetry);
  const again = async () => {
    if (!(await retry({ shop: shop.id, shippingUpload: id }))) return;
    tell(t('uploads.again'));
    onDone();
  };
  return (
    <div>
      <Group gap="xs">
        <Status tone={TONES[status]}>{t(`uploads.${status}`)}</Status>
        {late && <Status tone="bad">{t('uploads.late')}</Status>}
        {status === 'FAILED' && may('write_orders') && (
          <Button size="compact-sm" variant="default" loading={running} onClick={again}>
            {t('uploads.retry')}
          </Button>
        )}
      </Group>
      {error && (
        <Text size="xs" mt={4} className={classes.wrap}>
          {error}
        </Text>
      )}
    </div>
  );
}

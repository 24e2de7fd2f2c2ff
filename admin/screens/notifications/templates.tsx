import { Button, Group, SegmentedControl, Select, Skeleton, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Client, useQuery } from 'urql';
import { useMay, useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { useViewer } from '../../app/session';
import { graphql } from '../../generated';
import { Failed } from '../../ui/failed';
import { Page } from '../../ui/page';
import { PageSkeleton } from '../../ui/page-skeleton';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { useAddress } from '../../ui/use-address';
import { Mail } from './mail';

const NotificationTemplates = graphql(`
  query NotificationTemplates($shop: ID!, $locale: String) {
    shop(id: $shop) {
      id
      notificationTemplates(locale: $locale) {
        name
        audience
        subject
      }
    }
  }
`);

const NotificationPreview = graphql(`
  query NotificationPreview($shop: ID!, $template: String!, $locale: String) {
    shop(id: $shop) {
      id
      notificationPreview(template: $template, locale: $locale) {
        subject
        html
        text
      }
    }
  }
`);

const NotificationTest = graphql(`
  mutation NotificationTest($shop: ID!, $input: NotificationTestInput!) {
    notificationTest(shop: $shop, input: $input) {
      notification {
        id
        recipient
        status
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const FIRST = 'order-created';
const LOCALES = ['zh-CN', 'en'] as const;

export const preload = (client: Client, { shop = '' }: Parameters) =>
  client.query(NotificationTemplates, { shop, locale: null }).toPromise();

/** Each mail that the shop sends by itself, as a sample order would make it. */
export default function TemplatesScreen() {
  const { t } = useTranslation('notifications');
  const shop = useShop();
  const may = useMay();
  const { email } = useViewer();
  const [template, setTemplate] = useAddress('template', FIRST);
  const [locale, setLocale] = useAddress('locale', shop.locale);
  const [{ data, error }, ask] = useQuery({ query: NotificationTemplates, variables: { shop: shop.id, locale } });
  const [test, running] = useAction(NotificationTest, (answer) => answer.notificationTest);
  if (!data) return error ? <Failed error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} /> : <PageSkeleton />;
  const templates = data.shop?.notificationTemplates ?? [];
  const chosen = templates.find(({ name }) => name === template) ?? templates[0];
  const groupOf = (audience: 'BUYER' | 'MERCHANT') => ({
    group: t(`audience.${audience}`),
    items: templates.filter((one) => one.audience === audience).map(({ name, subject }) => ({ value: name, label: subject })),
  });
  const languages = [...new Set([shop.locale, ...LOCALES.filter((one) => one.slice(0, 2) !== shop.locale.slice(0, 2))])];
  const send = async () => {
    const answer = await test({ shop: shop.id, input: { template: chosen?.name ?? FIRST, locale } });
    if (answer?.notification) tell(t('templates.tested', { recipient: answer.notification.recipient }));
  };
  return (
    <Page
      title={t('templates.title')}
      back={{ to: `/s/${shop.id}/notifications`, label: t('title') }}
      actions={
        may('write_orders') &&
        email && (
          <Button variant="default" loading={running} onClick={send}>
            {t('templates.test')}
          </Button>
        )
      }
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('templates.text')}
        </Text>
        <Group align="flex-end" gap="sm">
          <Select
            label={t('templates.which')}
            flex="1 1 16rem"
            data={[groupOf('BUYER'), groupOf('MERCHANT')]}
            value={chosen?.name ?? null}
            onChange={(name) => setTemplate(name ?? FIRST)}
            searchable
            maxDropdownHeight={360}
          />
          <SegmentedControl
            aria-label={t('templates.language')}
            data={languages.map((tag) => ({ value: tag, label: tag.startsWith('zh') ? '中文' : tag.startsWith('en') ? 'English' : tag }))}
            value={locale}
            onChange={setLocale}
          />
        </Group>
        {chosen && <Preview key={`${chosen.name} ${locale}`} template={chosen.name} locale={locale} />}
      </Stack>
    </Page>
  );
}

function Preview({ template, locale }: { template: string; locale: string }) {
  const shop = useShop();
  const [{ data, error }] = useQuery({ query: NotificationPreview, variables: { shop: shop.id, template, locale } });
  if (!data) return error ? <Failed error={error} /> : <Skeleton height={420} />;
  const mail = data.shop?.notificationPreview;
  if (!mail) return null;
  return (
    <Stack gap="sm">
      <Text fw={600}>{mail.subject}</Text>
      <Mail subject={mail.subject} html={mail.html} text={mail.text} />
    </Stack>
  );
}

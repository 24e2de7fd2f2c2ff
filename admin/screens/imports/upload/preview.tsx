import { Alert, Badge, Card, Group, List, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/show';
import classes from './preview.module.css';
import type { Inspection } from './use-inspection';

type Product = Inspection['products'][number];
type Variant = Product['variants'][number];

interface Props {
  inspection: Inspection;
  /** What amounts are in, where they go into one shop. */
  currency?: string;
}

/** The first products of a file as they would come in, and what is wrong in its first rows. */
export function Preview({ inspection: { products, problems, rowsLookedAt }, currency }: Props) {
  const { t } = useTranslation('imports');
  const other = products.flatMap(({ variants }) => variants).find((one) => one.currency && one.currency !== currency)?.currency;
  return (
    <Card>
      <Stack gap="sm">
        <div>
          <Title order={2}>{t('preview.title')}</Title>
          <Text size="sm" c="dimmed">
            {t('inspection.rows', { count: rowsLookedAt })}
          </Text>
        </div>
        {other && currency && <Alert color="yellow">{t('preview.otherCurrency', { theirs: other, ours: currency })}</Alert>}
        {products.length === 0 && <Alert color="yellow">{t('preview.none')}</Alert>}
        <ul className={classes.products}>
          {products.map((product) => (
            <ProductCard key={product.row} product={product} currency={currency} />
          ))}
        </ul>
        <Title order={3}>{t('preview.problems')}</Title>
        {problems.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('preview.noProblems')}
          </Text>
        ) : (
          <List size="sm" spacing={4}>
            {problems.slice(0, 12).map(({ row, column, code, message, value }) => (
              <List.Item key={`${row} ${column} ${code}`}>
                {row !== null && row !== undefined && <strong>{t('preview.row', { row })}</strong>} {column && `${column}: `}
                {message}
                {value && <code className={classes.value}>{value}</code>}
              </List.Item>
            ))}
          </List>
        )}
      </Stack>
    </Card>
  );
}

function ProductCard({ product, currency }: { product: Product; currency: string | undefined }) {
  const { t } = useTranslation('imports');
  const { row, title, vendor, productType, categories, tags, options, variants, variantsCount, picturesCount } = product;
  const { money } = useFormat();
  const moneyIn = (amount: string, unit: string) => (unit ? money({ amount, currency: unit }) : amount);
  const about = [vendor, productType, ...categories].filter(Boolean).join(' · ');
  return (
    <li className={classes.product}>
      <Stack gap={2}>
        <Group gap="xs">
          <Text fw={600}>{title ?? variants[0]?.sku ?? t('preview.noTitle')}</Text>
          <Text size="xs" c="dimmed">
            {t('preview.row', { row })}
          </Text>
        </Group>
        {about && (
          <Text size="sm" c="dimmed">
            {about}
          </Text>
        )}
        <Text size="sm" className="numbers">
          {[
            pricesOf(variants, currency, moneyIn),
            t('preview.variants', { count: variantsCount }),
            stockOf(variants) !== null && t('preview.stock', { count: stockOf(variants) ?? 0 }),
            picturesCount > 0 && t('preview.pictures', { count: picturesCount }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
        {options.map(({ name, values }) => (
          <Text size="xs" key={name}>
            {name}: {values.slice(0, 8).join(', ')}
            {values.length > 8 && ' …'}
          </Text>
        ))}
        {tags.length > 0 && (
          <Group gap={4}>
            {tags.slice(0, 6).map((tag) => (
              <Badge key={tag} variant="default" size="sm" tt="none" fw={400}>
                {tag}
              </Badge>
            ))}
          </Group>
        )}
      </Stack>
    </li>
  );
}

/** `¥19.90–¥25.00`, of the variants that are shown. */
function pricesOf(variants: readonly Variant[], currency = '', money: (amount: string, currency: string) => string): string | null {
  const prices = variants.flatMap(({ price }) => price ?? []).sort((a, b) => Number(a) - Number(b));
  const [low] = prices;
  const high = prices.at(-1);
  if (!low) return null;
  const unit = variants.find((one) => one.currency)?.currency ?? currency;
  return low === high ? money(low, unit) : `${money(low, unit)}–${money(high ?? low, unit)}`;
}

function stockOf(variants: readonly Variant[]): number | null {
  const known = variants.flatMap(({ available }) => available ?? []);
  return known.length > 0 ? known.reduce((sum, pieces) => sum + pieces, 0) : null;
}

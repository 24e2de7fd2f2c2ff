import { Anchor, List, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useShop } from '../../app/place';
import type { RuleConditionInput, RulesMatch } from '../../generated/graphql';
import { Link } from '../../ui/link';
import { useFormat } from '../../ui/show';
import { rulesOf } from './collection-draft';
import { RulesTried } from './documents';

/** The server counts no further. */
const MOST_COUNTED = 1000;
const NONE = { match: 'ALL' as const, conditions: [] };

/** What the rules would bring together now, a moment after the last letter. */
export function RulesTriedOut({ match, conditions }: { match: RulesMatch; conditions: RuleConditionInput[] }) {
  const { t } = useTranslation('collections');
  const { id: shop } = useShop();
  const { number } = useFormat();
  const key = JSON.stringify(rulesOf({ match, conditions }));
  const [settled] = useDebouncedValue(key, 300);
  const rules = JSON.parse(settled) as ReturnType<typeof rulesOf>;
  const [{ data, fetching }] = useQuery({ query: RulesTried, variables: { shop, rules: rules ?? NONE }, pause: !rules });
  if (!rules) return <Text size="sm">{t('rules.notWhole')}</Text>;
  const preview = data?.shop?.rulesPreview;
  if (!preview) return <Text size="sm">{fetching ? t('rules.counting') : t('rules.wrong')}</Text>;
  const { count, products } = preview;
  return (
    <Stack gap={4} aria-live="polite">
      <Text size="sm" fw={550}>
        {count >= MOST_COUNTED ? t('rules.many', { number: number(MOST_COUNTED) }) : t('rules.count', { count })}
      </Text>
      <List size="sm">
        {products.map(({ id, title }) => (
          <List.Item key={id}>
            <Anchor component={Link} to={`/s/${shop}/products/${id}`}>
              {title}
            </Anchor>
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}

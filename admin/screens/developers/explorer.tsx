import { Alert, Anchor, Box, Button, Group, NavLink, SegmentedControl, Stack, Text, useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/place';
import { Link } from '../../ui/link';
import { useAddress } from '../../ui/use-address';
import { type Api, addressOf, type Example, examplesOf, type Facts, learnt } from './examples';
import classes from './explorer.module.css';

interface Props {
  place: 'shop' | 'agency';
  facts: Facts;
  /** Makes what an example needs and the place has none of yet. Answers null where it could not. */
  prepare?: (example: Example) => Promise<Facts | null>;
}

/** GraphiQL with the person's own session, and examples that run as they stand. */
export function Explorer({ place, facts, prepare }: Props) {
  const { t } = useTranslation('developers');
  const may = useMay();
  const theme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const [told, setTold] = useState<Facts>({});
  const known = { ...facts, ...told };
  const examples = examplesOf(place).filter(({ scope }) => !scope || may(scope));
  const [key, setKey] = useAddress('example', place === 'shop' ? 'products' : 'shops');
  const example = examples.find((one) => one.key === key) ?? examples[0]!;
  const [api, setApi] = useState<Api>(example.api);
  const frame = useRef<HTMLIFrameElement>(null);
  const [first] = useState(() => addressOf(example.api, example, known, theme));

  useEffect(() => {
    const hear = ({ origin, source, data }: MessageEvent<{ shopyardAnswer?: unknown }>) => {
      if (origin !== location.origin || source !== frame.current?.contentWindow || !data?.shopyardAnswer) return;
      setTold((before) => ({ ...before, ...learnt(data.shopyardAnswer) }));
    };
    addEventListener('message', hear);
    return () => removeEventListener('message', hear);
  }, []);

  const lacks = ({ needs }: Example) => needs.filter((name) => known[name] === undefined && !(name === 'upload' && prepare));
  const choose = async (chosen: Example) => {
    const made = chosen.needs.includes('upload') ? await prepare?.(chosen) : {};
    if (!made) return;
    setKey(chosen.key);
    // In place of what stands there: the way back leads to the page before, not to the example before.
    frame.current?.contentWindow?.location.replace(addressOf(chosen.api, chosen, { ...known, ...made }, theme));
  };
  const turnTo = (next: Api) => {
    setApi(next);
    const [start] = examples.filter((one) => one.api === next && lacks(one).length === 0);
    if (start) void choose(start);
  };
  const listed = examples.filter((one) => one.api === api);
  return (
    <Box className={classes.explorer}>
      <Stack gap="xs" className={classes.examples}>
        {place === 'shop' && (
          <SegmentedControl
            fullWidth
            aria-label={t('api')}
            data={[
              { value: 'admin', label: t('adminApi') },
              { value: 'shop', label: t('shopApi') },
            ]}
            value={api}
            onChange={(value) => turnTo(value as Api)}
          />
        )}
        <Text size="sm" c="dimmed">
          {api === 'admin' ? t('aboutAdmin') : t('aboutShop')}
        </Text>
        <nav aria-label={t('examples')} className={classes.list}>
          {listed.map((one, at) => {
            const lacking = lacks(one);
            return (
              <NavLink
                key={one.key}
                component="button"
                type="button"
                active={one.key === example.key}
                aria-current={one.key === example.key || undefined}
                disabled={lacking.length > 0}
                label={api === 'shop' ? `${at + 1}. ${t(`titles.${one.key}`)}` : t(`titles.${one.key}`)}
                description={
                  lacking.length > 0
                    ? t(`lacking.${lacking.includes('orderToken') ? 'order' : lacking.includes('cart') ? 'cart' : 'product'}`)
                    : undefined
                }
                aria-disabled={lacking.length > 0 || undefined}
                onClick={() => lacking.length === 0 && choose(one)}
              />
            );
          })}
        </nav>
        {place === 'shop' && api === 'shop' && known.orderToken && (
          <Alert color="green" variant="light" p="xs" role="status">
            <Text size="sm">{t('placed')}</Text>
            <Anchor component={Link} to={`/s/${known.shop}/orders`} size="sm">
              {t('toOrders')}
            </Anchor>
          </Alert>
        )}
        <Group gap="xs">
          <Button component="a" href={`/graphql/${api}/2026-11`} target="_blank" rel="noreferrer" variant="default" size="xs">
            {t('alone')}
          </Button>
        </Group>
      </Stack>
      <iframe ref={frame} src={first} title={t('explorer')} className={classes.frame} />
    </Box>
  );
}

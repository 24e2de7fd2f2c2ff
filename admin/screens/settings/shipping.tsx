import { Button, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFocusFollows } from '../../ui/use-focus-follows';
import { moved } from './methods';
import { Section } from './section';
import { ShippingMethodFields } from './shipping-method';
import { useSection } from './use-section';

/** The ways in which the shop sends, in the order in which buyers see them. */
export function Shipping() {
  const { t } = useTranslation('settings');
  const [said, setSaid] = useState('');
  const [dragged, setDragged] = useState<number | null>(null);
  const section = useSection({
    name: 'shipping',
    read: ({ currency, settings: { shippingMethods } }) => ({
      settings: {
        shippingMethods: shippingMethods.map(({ id, title, price, freeFrom, countries }) => ({
          id,
          title,
          price: { amount: price.amount, currency },
          freeFrom: { amount: freeFrom?.amount ?? '', currency },
          countries: [...countries],
        })),
      },
    }),
    write: ({ settings: { shippingMethods } }) => ({
      settings: {
        shippingMethods: shippingMethods.map(({ freeFrom, ...method }) => ({
          ...method,
          freeFrom: freeFrom.amount.trim() ? freeFrom : null,
        })),
      },
    }),
  });
  const { form, shop } = section;
  const { currency } = shop;
  const methods = form.values.settings.shippingMethods;
  const known = new Set(shop.settings.shippingMethods.map(({ id }) => id));
  // A method that is being made has no name yet: each is known by its place.
  const { list, follow } = useFocusFollows<HTMLDivElement>(methods);
  const move = (from: number, to: number) => {
    if (to < 0 || to >= methods.length || to === from) return;
    form.setFieldValue('settings.shippingMethods', moved(methods, from, to));
    setSaid(t('shipping.moved', { title: methods[from]!.title, place: to + 1, count: methods.length }));
  };
  return (
    <Section
      title={t('shipping.title')}
      text={t('shipping.text')}
      section={section}
      labels={{ 'settings.shippingMethods': t('shipping.title') }}
    >
      {methods.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('shipping.none')}
        </Text>
      )}
      <Stack ref={list} gap="sm" component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
        {methods.map((method, at) => (
          <ShippingMethodFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a method that is being made has no name yet
            key={at}
            form={form as never}
            at={at}
            count={methods.length}
            title={method.title || t('shipping.unnamed')}
            currency={currency}
            isKnown={known.has(method.id)}
            isDragged={dragged === at}
            onMove={(by) => {
              follow(by < 0 ? 'up' : 'down', String(at + by));
              move(at, at + by);
            }}
            onDrag={setDragged}
            onDrop={() => {
              if (dragged !== null) move(dragged, at);
              setDragged(null);
            }}
          />
        ))}
      </Stack>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      {methods.length < 50 && (
        <Button
          variant="default"
          size="xs"
          w="fit-content"
          onClick={() =>
            form.insertListItem('settings.shippingMethods', {
              id: '',
              title: '',
              price: { amount: '', currency },
              freeFrom: { amount: '', currency },
              countries: [],
            })
          }
        >
          {t('shipping.add')}
        </Button>
      )}
    </Section>
  );
}

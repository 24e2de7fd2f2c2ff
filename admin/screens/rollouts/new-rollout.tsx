import { Alert, Button, Card, Checkbox, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useAgency, useMay } from '../../app/place';
import type { BlueprintPart } from '../../generated/graphql';
import { draft } from '../../ui/draft';
import { freshKey } from '../../ui/fresh-key';
import { Page } from '../../ui/page';
import { useAction } from '../../ui/use-action';
import { chosenShops } from '../console/chosen-shops';
import { ShopPicker, useChosenShops } from '../console/shop-picker';
import { type ShopChoice, ShopSelect } from '../console/shop-select';
import { ApplyBlueprint } from './apply';

const PARTS: readonly BlueprintPart[] = ['SETTINGS', 'COLLECTIONS', 'PRODUCTS', 'PRICES'];

interface Plan {
  blueprint: ShopChoice | null;
  parts: BlueprintPart[];
}

export default function NewRollout() {
  const { t } = useTranslation(['rollouts', 'console', 'frame']);
  const { id: agency } = useAgency();
  const may = useMay();
  const [, navigate] = useLocation();
  const key = `rollout.${agency}`;
  const allowed = PARTS.filter((part) => part === 'SETTINGS' || may('write_products'));
  const [plan, setPlan] = useState<Plan>(() => draft.read<Plan>(key) ?? { blueprint: null, parts: [...allowed] });
  const { chosen, choose, tooMany } = useChosenShops();
  const [apply, applying] = useAction(ApplyBlueprint, (data) => data.blueprintApply);
  const change = (next: Plan) => {
    draft.keep(key, next);
    setPlan(next);
  };
  const shops = [...chosen].filter((id) => id !== plan.blueprint?.id);
  const isReady = plan.blueprint !== null && plan.parts.length > 0 && shops.length > 0 && !tooMany;
  const dryRun = async () => {
    const input = { blueprint: plan.blueprint!.id, parts: plan.parts, dryRun: true, idempotencyKey: freshKey() };
    const answer = await apply({ shops, input });
    if (!answer?.rollout) return;
    draft.forget(key);
    chosenShops.forget(agency);
    navigate(`/a/${agency}/rollouts/${answer.rollout.id}`);
  };
  return (
    <Page title={t('new.title')} back={{ to: `/a/${agency}/rollouts`, label: t('title') }} wide>
      <Stack>
        <Card>
          <Stack maw={640}>
            <ShopSelect
              label={t('blueprint')}
              description={t('new.blueprintHint')}
              placeholder={t('new.choose')}
              value={plan.blueprint}
              onChange={(blueprint) => change({ ...plan, blueprint })}
              required
            />
            <Checkbox.Group
              label={t('parts')}
              value={plan.parts}
              onChange={(parts) => change({ ...plan, parts: PARTS.filter((part) => parts.includes(part)) })}
            >
              <Stack gap="xs" mt={6}>
                {allowed.map((part) => (
                  <Checkbox key={part} value={part} label={t(`part.${part}`)} description={t(`partHint.${part}`)} />
                ))}
              </Stack>
            </Checkbox.Group>
          </Stack>
        </Card>
        <Card>
          <Group justify="space-between" gap="sm">
            <Text size="sm" flex={1} miw={220}>
              {t('new.explained')}
            </Text>
            <Button onClick={dryRun} loading={applying} disabled={!isReady}>
              {shops.length > 0 ? t('new.dryRun', { count: shops.length }) : t('new.dryRunNone')}
            </Button>
          </Group>
          {plan.blueprint && chosen.has(plan.blueprint.id) && (
            <Alert variant="light" color="blue" mt="sm">
              {t('new.withoutItself')}
            </Alert>
          )}
        </Card>
        <Title order={2}>{t('new.shops')}</Title>
        <ShopPicker chosen={chosen} choose={choose} />
      </Stack>
    </Page>
  );
}

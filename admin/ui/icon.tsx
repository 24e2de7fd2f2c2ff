import {
  IconActivity,
  IconArrowBackUp,
  IconBell,
  IconBuildingStore,
  IconChartBar,
  IconCode,
  IconCreditCard,
  IconFileImport,
  IconHistory,
  IconHome,
  IconKey,
  IconPackage,
  IconReceipt,
  IconRefresh,
  IconSettings,
  IconStack2,
  IconTags,
  IconUser,
  IconUsers,
} from '@tabler/icons-react';

/** The frame's icons; a screen takes its own from @tabler/icons-react. */
const ICONS = {
  activity: IconActivity,
  audit: IconHistory,
  collections: IconTags,
  customers: IconUser,
  developers: IconCode,
  home: IconHome,
  imports: IconFileImport,
  inventory: IconStack2,
  notifications: IconBell,
  orders: IconReceipt,
  payments: IconCreditCard,
  people: IconUsers,
  products: IconPackage,
  rollouts: IconRefresh,
  sales: IconChartBar,
  settings: IconSettings,
  shops: IconBuildingStore,
  tokens: IconKey,
  undo: IconArrowBackUp,
} as const;

export type IconName = keyof typeof ICONS;

/** For show alone: the word beside it says what it is. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  const Drawn = ICONS[name];
  return <Drawn size={size} stroke={1.7} aria-hidden="true" />;
}

import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleX,
  Info,
  LoaderCircle,
  type LucideIcon,
  TriangleAlert,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { RunState } from '../../contracts/runs/state.ts';
import { tenantTitle } from '../format/ids.ts';
import './marks.css';

export type Tone = 'good' | 'info' | 'warning' | 'error' | 'quiet';

const icons: Record<Tone, LucideIcon> = {
  good: CircleCheck,
  info: Info,
  warning: TriangleAlert,
  error: CircleAlert,
  quiet: CircleDashed,
};

/** Meaning by icon, colour and words together. */
export function Mark({
  tone,
  text,
  icon,
}: {
  readonly tone: Tone;
  readonly text: string;
  readonly icon?: LucideIcon;
}) {
  const Icon = icon ?? icons[tone];
  return (
    <span className={`mark mark-${tone}`}>
      <Icon size={14} aria-hidden />
      <span className="clip">{text}</span>
    </span>
  );
}

export const ToneIcon = ({ tone }: { readonly tone: Tone }) => {
  const Icon = icons[tone];
  return <Icon size={14} aria-hidden className={`tone-${tone}`} />;
};

const states: Record<RunState, { readonly tone: Tone; readonly icon: LucideIcon }> = {
  queued: { tone: 'quiet', icon: CircleDashed },
  starting: { tone: 'info', icon: LoaderCircle },
  running: { tone: 'info', icon: LoaderCircle },
  cancelling: { tone: 'warning', icon: LoaderCircle },
  publishing: { tone: 'info', icon: LoaderCircle },
  waiting: { tone: 'warning', icon: CirclePause },
  interrupted: { tone: 'warning', icon: CirclePause },
  failed: { tone: 'error', icon: CircleX },
  cancelled: { tone: 'quiet', icon: Ban },
  published: { tone: 'good', icon: CircleCheck },
  unchanged: { tone: 'good', icon: CircleCheck },
};

/** Where a run is. */
export function RunStateMark({ state }: { readonly state: RunState }) {
  const { t } = useTranslation();
  const { tone, icon } = states[state];
  return <Mark tone={tone} icon={icon} text={t(`runState.${state}`)} />;
}

const dots = 12;

/** The same colour for a tenant wherever it is named, on every machine. */
function dotOf(tenant: string): number {
  let hash = 2166136261;
  for (const character of tenant) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
  return ((hash ^ (hash >>> 15)) >>> 0) % dots;
}

export const TenantDot = ({ tenant }: { readonly tenant: string }) => (
  <span className={`tenant-dot dot-${dotOf(tenant)}`} aria-hidden />
);

/** A tenant with its dot; the exact name on hover. */
export function TenantName({ tenant }: { readonly tenant: string }) {
  return (
    <span className="tenant-name" title={tenant}>
      <TenantDot tenant={tenant} />
      <span className="clip">{tenantTitle(tenant)}</span>
    </span>
  );
}

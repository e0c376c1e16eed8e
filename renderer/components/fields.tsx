import { Check, ChevronDown, Search } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Button,
  Checkbox,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  NumberField as AriaNumberField,
  Popover,
  SearchField as AriaSearchField,
  Select as AriaSelect,
  SelectValue,
  Switch as AriaSwitch,
  Text,
  TextField as AriaTextField,
  ToggleButton,
  ToggleButtonGroup,
} from 'react-aria-components';
import './fields.css';

interface Labelled {
  readonly label: string;
  /** One line under the field. */
  readonly hint?: string;
  readonly isDisabled?: boolean;
}

interface TextFieldProps extends Labelled {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Why it cannot be what it is; empty or missing: it can. */
  readonly error?: string | undefined;
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
}

export function TextField({
  label,
  hint,
  value,
  onChange,
  error,
  placeholder,
  isDisabled = false,
  autoFocus = false,
}: TextFieldProps) {
  return (
    <AriaTextField
      className="field"
      value={value}
      onChange={onChange}
      isInvalid={error !== undefined && error !== ''}
      isDisabled={isDisabled}
      autoFocus={autoFocus}
    >
      <Label>{label}</Label>
      <Input {...(placeholder === undefined ? {} : { placeholder })} />
      {hint === undefined ? null : (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </AriaTextField>
  );
}

interface NumberFieldProps extends Labelled {
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly least?: number;
  readonly most?: number;
}

export function NumberField({
  label,
  hint,
  value,
  onChange,
  least = 0,
  most = Number.MAX_SAFE_INTEGER,
  isDisabled = false,
}: NumberFieldProps) {
  return (
    <AriaNumberField
      className="field"
      value={value}
      onChange={(next) => onChange(Number.isNaN(next) ? least : next)}
      minValue={least}
      maxValue={most}
      isDisabled={isDisabled}
    >
      <Label>{label}</Label>
      <Input className="num" />
      {hint === undefined ? null : (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
    </AriaNumberField>
  );
}

interface Choice<T extends string> {
  readonly id: T;
  readonly text: string;
  readonly icon?: ReactNode;
}

interface SelectProps<T extends string> extends Labelled {
  readonly choices: readonly Choice<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** The label is read out, not shown. */
  readonly bare?: boolean;
}

export function Select<T extends string>({
  label,
  hint,
  choices,
  value,
  onChange,
  bare = false,
  isDisabled = false,
}: SelectProps<T>) {
  return (
    <AriaSelect
      className="field"
      {...(bare ? { 'aria-label': label } : {})}
      value={value}
      isDisabled={isDisabled}
      onChange={(key) => {
        const found = choices.find(({ id }) => id === key);
        if (found !== undefined) onChange(found.id);
      }}
    >
      {bare ? null : <Label>{label}</Label>}
      <Button className="select-button">
        <SelectValue className="clip" />
        <ChevronDown size={14} aria-hidden />
      </Button>
      {hint === undefined ? null : (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <Popover className="popover">
        <ListBox className="list-box" items={choices}>
          {({ id, text, icon }) => (
            <ListBoxItem id={id} textValue={text} className="list-item">
              {({ isSelected }) => (
                <>
                  {icon}
                  <span className="clip grow">{text}</span>
                  {isSelected ? <Check size={14} aria-hidden /> : null}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

interface SegmentsProps<T extends string> extends Labelled {
  readonly choices: readonly Choice<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** A choice of few, all of them shown. */
export function Segments<T extends string>({
  label,
  choices,
  value,
  onChange,
  isDisabled = false,
}: SegmentsProps<T>) {
  return (
    <ToggleButtonGroup
      className="segments"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      isDisabled={isDisabled}
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const found = choices.find(({ id }) => keys.has(id));
        if (found !== undefined) onChange(found.id);
      }}
    >
      {choices.map(({ id, text, icon }) => (
        <ToggleButton key={id} id={id} className="segment">
          {icon}
          {text}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

interface SwitchProps extends Labelled {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

export function Switch({ label, isOn, onChange, isDisabled = false }: SwitchProps) {
  return (
    <AriaSwitch className="switch" isSelected={isOn} onChange={onChange} isDisabled={isDisabled}>
      <span className="switch-track" aria-hidden />
      {label}
    </AriaSwitch>
  );
}

export function CheckBox({ label, isOn, onChange, isDisabled = false }: SwitchProps) {
  return (
    <Checkbox className="check-box" isSelected={isOn} onChange={onChange} isDisabled={isDisabled}>
      <span className="check-mark" aria-hidden>
        <Check size={12} />
      </span>
      <span className="clip">{label}</span>
    </Checkbox>
  );
}

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly autoFocus?: boolean;
}

/** `/` comes here: the frame looks for the first one on the screen. */
export function SearchField({ label, value, onChange, autoFocus = false }: SearchFieldProps) {
  return (
    <AriaSearchField
      className="search-field"
      aria-label={label}
      value={value}
      onChange={onChange}
      autoFocus={autoFocus}
    >
      <Search size={14} aria-hidden />
      <Input placeholder={label} />
    </AriaSearchField>
  );
}

import { Label, Slider as AriaSlider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';
import './fields.css';

interface SliderProps {
  readonly label: string;
  readonly isDisabled?: boolean;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly format: Intl.NumberFormatOptions;
}

/** A number by dragging or by arrow keys; it stands beside its name. */
export function Slider({
  label,
  value,
  onChange,
  least,
  most,
  step,
  format,
  isDisabled = false,
}: SliderProps) {
  return (
    <AriaSlider
      className="slider"
      value={value}
      onChange={onChange}
      minValue={least}
      maxValue={most}
      step={step}
      formatOptions={format}
      isDisabled={isDisabled}
    >
      <Label className="clip">{label}</Label>
      <SliderOutput className="num" />
      <SliderTrack className="slider-track">
        {({ state }) => (
          <>
            <div className="slider-fill" style={{ width: `${state.getThumbPercent(0) * 100}%` }} />
            <SliderThumb className="slider-thumb" />
          </>
        )}
      </SliderTrack>
    </AriaSlider>
  );
}

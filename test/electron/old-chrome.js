// What the page uses and the Chrome of the tests' old Electron lacks. Electron as it is shipped has all of it.
const define = (target, name, value) => {
  if (!(name in target)) Object.defineProperty(target, name, { value, configurable: true, writable: true });
};
define(Array.prototype, 'toSorted', function (compare) {
  return [...this].sort(compare);
});
define(Array.prototype, 'toReversed', function () {
  return [...this].reverse();
});
define(Array.prototype, 'toSpliced', function (...change) {
  const copy = [...this];
  copy.splice(...change);
  return copy;
});
define(Array.prototype, 'with', function (place, value) {
  const copy = [...this];
  copy[place < 0 ? copy.length + place : place] = value;
  return copy;
});
define(Object, 'groupBy', (items, keyOf) => {
  const groups = Object.create(null);
  let place = 0;
  for (const item of items) (groups[keyOf(item, place++)] ??= []).push(item);
  return groups;
});
define(Map, 'groupBy', (items, keyOf) => {
  const groups = new Map();
  let place = 0;
  for (const item of items) {
    const key = keyOf(item, place++);
    if (groups.has(key)) groups.get(key).push(item);
    else groups.set(key, [item]);
  }
  return groups;
});
define(Promise, 'withResolvers', () => {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
});
define(Set.prototype, 'union', function (other) {
  return new Set([...this, ...other.keys()]);
});
define(Set.prototype, 'difference', function (other) {
  return new Set([...this].filter((value) => !other.has(value)));
});
define(Set.prototype, 'intersection', function (other) {
  return new Set([...this].filter((value) => other.has(value)));
});
define(URL, 'canParse', (...parts) => {
  try {
    return new URL(...parts).href !== '';
  } catch {
    return false;
  }
});

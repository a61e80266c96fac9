import { groups } from './scenarios.mjs';
import { peerNames } from './peers.mjs';

/** Reads the command line of bench/run; throws with what is wrong with it. */
export function readArguments(words) {
  const options = { quick: false, list: false, only: [], peers: [] };
  const rest = words.flatMap((word) =>
    /^--\w+=/.test(word) ? split(word) : [word],
  );
  while (rest.length > 0) takeOption(options, rest);
  options.whole =
    !options.quick && !options.only.length && !options.peers.length;
  options.peers = chosenOf(options.peers, peerNames, 'peer');
  return options;
}

function split(word) {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1)];
}

function takeOption(options, rest) {
  const word = rest.shift();
  switch (word) {
    case '--quick':
    case '--list':
      options[word.slice(2)] = true;
      return;
    case '--only':
    case '--peers':
      options[word.slice(2)].push(...valueOf(word, rest).split(','));
      return;
    case '--out':
      options.out = valueOf(word, rest);
      return;
    default:
      throw new Error(`no such option: ${word} (see --help)`);
  }
}

function valueOf(word, rest) {
  if (rest.length === 0) throw new Error(`${word} needs a value`);
  return rest.shift();
}

/** The scenarios that are meant by `names`: ids, or groups of them. */
export function chosenScenarios(all, names) {
  const ids = all.map(({ id }) => id);
  chosenOf(names, [...ids, ...Object.keys(groups)], 'scenario');
  if (names.length === 0) return all;
  return all.filter(
    ({ id, group }) => names.includes(id) || names.includes(group),
  );
}

/** `names` in the order of `known`, or all of these if it is empty. */
function chosenOf(names, known, what) {
  const wrong = names.filter((name) => !known.includes(name));
  if (wrong.length > 0)
    throw new Error(
      `no such ${what}: ${wrong.join(', ')} (there are ${known.join(', ')})`,
    );
  return names.length > 0
    ? known.filter((name) => names.includes(name))
    : known;
}

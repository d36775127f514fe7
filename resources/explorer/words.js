// Words for the sound: how well each song fits each word, and which of them a text asks for.
// The same rules as in hbvae/features/pretrained/words.py, which `hbvae find` goes by.

import { collection, countTracks } from "./collection.js";
import { fold } from "./search.js";

const MOST_TOKENS = 4; // of a word such as "easy listening"
const NEAR = 3; // known words that are offered for one that is not
const FILLERS = new Set([ // words of a text that ask for no sound
  "a", "an", "and", "in", "of", "or", "some", "the", "very", "with",
  "music", "song", "songs", "track", "tracks",
]);

export const knowsWords = () => Boolean(collection.words);
export const allWords = () => collection.words.names;
export const wordsSource = () => collection.words.source;

/** A text as words are compared: folded, letters and digits alone. */
const plain = (text) => fold(text).replace(/[^\p{L}\p{N}]/gu, "");

/** The known words that a text asks for, as numbers, each once; and the rest of it. The longest are
 *  taken first, from left to right, none across a comma unless the word has one. */
export function readQuery(text) {
  const matched = new Set(), unknown = new Set();
  let left = text.toLowerCase();
  allWords().forEach((name, word) => {
    if (!name.includes(",") || !left.includes(name.toLowerCase())) return;
    matched.add(word);
    left = left.replaceAll(name.toLowerCase(), ",");
  });
  for (const part of left.split(/[,;]/)) {
    const tokens = part.split(/\s+/).filter(Boolean);
    for (let at = 0; at < tokens.length;) {
      const { word, length } = longestWord(tokens.slice(at, at + MOST_TOKENS));
      if (word !== undefined) matched.add(word);
      else if (plain(tokens[at]) && !FILLERS.has(tokens[at])) unknown.add(tokens[at]);
      at += length;
    }
  }
  return { matched: [...matched], unknown: [...unknown] };
}

function longestWord(tokens) {
  for (let length = tokens.length; length > 0; length--) {
    const spelling = plain(tokens.slice(0, length).join(""));
    if (Object.hasOwn(collection.words.spellings, spelling)) {
      return { word: collection.words.spellings[spelling], length };
    }
  }
  return { word: undefined, length: 1 };
}

/** Known words for one that is not: those it is a part of, else those spelt like it. */
export function nearWords(token) {
  const wanted = plain(token);
  const names = allWords().map(plain);
  const containing = [...names.keys()].filter((word) => wanted.length > 1 && names[word].includes(wanted));
  if (containing.length) return containing.slice(0, NEAR);
  const edits = names.map((name) => countEdits(wanted, name));
  return [...names.keys()].filter((word) => edits[word] <= wanted.length / 3)
    .sort((a, b) => edits[a] - edits[b]).slice(0, NEAR);
}

/** Letters to put in, take out or change that make one text of another (Levenshtein 1965). */
function countEdits(first, other) {
  let row = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= first.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (first[i - 1] !== other[j - 1]));
    }
    row = next;
  }
  return row[other.length];
}

let bytes; // a word's scores after those of the word before it, a byte a song
const scoresByWord = new Map();

/** How far above the collection's mean each song fits a word, in standard deviations. */
export function standardScores(word) {
  if (!scoresByWord.has(word)) {
    bytes ??= Uint8Array.from(atob(collection.words.scores), (letter) => letter.charCodeAt(0));
    const n = countTracks();
    const scores = Float64Array.from(bytes.subarray(word * n, (word + 1) * n));
    scoresByWord.set(word, standardise(scores));
  }
  return scoresByWord.get(word);
}

function standardise(scores) {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / scores.length);
  return scores.map((score) => (deviation > 1e-9 ? (score - mean) / deviation : 0));
}

/** The same for some words together, each of which counts the same. */
export function combinedScores(words) {
  const scores = words.map(standardScores);
  return standardise(Float64Array.from({ length: countTracks() },
    (_, track) => scores.reduce((sum, score) => sum + score[track], 0)));
}

export const inWords = (words) => words.map((word) => allWords()[word]).join(", ");

import type { OperationKind } from '../model/operation.ts';
import { dictionaryFromFile, dictionaryShape, dictionaryToFile } from './dictionary.ts';
import { functionFromFile, functionShape, functionToFile } from './function.ts';
import { form, type OperationForm, placeFromFile, placeToFile, wholeForm } from './operation-form.ts';
import { name } from './texts.ts';

/** Operations on dictionaries and SQL functions. */
export const dictionaryOperations = {
  CreateDictionary: wholeForm({
    kind: 'CreateDictionary',
    keys: { dictionary: dictionaryShape },
    print: ({ dictionary }, printing) => ({ dictionary: dictionaryToFile(dictionary, printing) }),
    targetFromFile: ({ dictionary }, reading, path) =>
      placeFromFile(dictionary.name, dictionary, reading, [...path, 'dictionary']),
    parse: ({ dictionary }, reading, path) => ({
      kind: 'CreateDictionary',
      dictionary: dictionaryFromFile(dictionary, reading, [...path, 'dictionary']),
    }),
  }),
  ReplaceDictionary: wholeForm({
    kind: 'ReplaceDictionary',
    keys: {
      before: dictionaryShape.nullable().default(null),
      dictionary: dictionaryShape.describe('The dictionary as it will be.'),
    },
    print: ({ before, after }, printing) => ({
      before: before === null ? null : dictionaryToFile(before, printing),
      dictionary: dictionaryToFile(after, printing),
    }),
    targetFromFile: ({ dictionary }, reading, path) =>
      placeFromFile(dictionary.name, dictionary, reading, [...path, 'dictionary']),
    parse: ({ before, dictionary }, reading, path) => ({
      kind: 'ReplaceDictionary',
      before: before === null ? null : dictionaryFromFile(before, reading, [...path, 'before']),
      after: dictionaryFromFile(dictionary, reading, [...path, 'dictionary']),
    }),
  }),
  DropDictionary: form({
    kind: 'DropDictionary',
    keys: { dictionary: name },
    isPlaced: false,
    targetToFile: (target, printing) => ({ dictionary: target.name, ...placeToFile(target, printing) }),
    targetFromFile: (file, reading, path) => placeFromFile(file.dictionary, file, reading, path),
    print: () => ({}),
    parse: () => ({ kind: 'DropDictionary' }),
  }),
  CreateFunction: wholeForm({
    kind: 'CreateFunction',
    keys: { function: functionShape },
    print: ({ function: made }) => ({ function: functionToFile(made) }),
    targetFromFile: ({ function: { name: named, cluster_name } }) => placeOfFunction(named, cluster_name),
    parse: ({ function: made }) => ({ kind: 'CreateFunction', function: functionFromFile(made) }),
  }),
  ReplaceFunction: wholeForm({
    kind: 'ReplaceFunction',
    keys: { before: functionShape.nullable().default(null), function: functionShape },
    print: ({ before, after }) => ({
      before: before === null ? null : functionToFile(before),
      function: functionToFile(after),
    }),
    targetFromFile: ({ function: { name: named, cluster_name } }) => placeOfFunction(named, cluster_name),
    parse: ({ before, function: after }) => ({
      kind: 'ReplaceFunction',
      before: before === null ? null : functionFromFile(before),
      after: functionFromFile(after),
    }),
  }),
  DropFunction: form({
    kind: 'DropFunction',
    keys: { function: name },
    isPlaced: false,
    targetToFile: ({ name: named, cluster }) => ({ function: named, cluster_name: cluster }),
    targetFromFile: (file) => placeOfFunction(file.function, file.cluster_name),
    print: () => ({}),
    parse: () => ({ kind: 'DropFunction' }),
  }),
} satisfies { readonly [K in OperationKind]?: OperationForm };

/** A function is in no database. */
function placeOfFunction(named: string, cluster: string | null) {
  return { database: '', name: named, cluster };
}

/** Names of ours as identifiers of Promela, Murphi and TLA+: readable, and never two the same. */

/** Words that one of the languages, C, or the C that SPIN writes, has taken. In lower case. */
const taken = new Set(
  `active alias array assert assume atomic auto begin bit bitvector bool boolean break byte case chan char
  choose clear const constant constants continue cover default define do domain double else elsif empty
  enabled end endalias endexists endfor endforall endfunction endif endprocedure endrecord endrule
  endruleset endstartstate endswitch endwhile enum error eval except exists extends extern externobligations
  false fi float for forall forget from full function get_priority goto hidden i386 if in init inline instance
  int invariant isundefined lambda len let linux liveness local locals long ltl main module mtype nempty never
  next nfull not now np_ nr_pr od of or order other pc_value pid printf printm priority procedure proctype
  property provided put recursive record recovered register restrict return rule ruleset run scalarset select
  set_priority short show signed sizeof skip smallest spec startstate static steps struct subset switch system test
  then theorem this timeout to trace trail true typedef type typeok uchar uint ulong unchanged undefine undefined
  union unix unless unsigned until ushort var variable variables vars vector void volatile while with xr xs`.split(
    /\s+/,
  ),
);

/**
 * One identifier per text, in their order: letters and digits stay, everything else becomes `_`. An
 * identifier starts with `x_` when the text does not start with a small letter, is a word of some
 * language, or might be the name of a definition of ours; texts that would be the same, letter case aside, are told apart by a number.
 */
export function identifiers(texts: readonly string[]): readonly string[] {
  const given = new Set<string>();
  return texts.map((text) => {
    const plain = text.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
    const isFree = /^(?!waits|breaks|runs)[a-z]/.test(plain) && !taken.has(plain.toLowerCase());
    const base = isFree ? plain : `x_${plain}`;
    for (let n = 1; ; n++) {
      const name = n === 1 ? base : `${base}_${n}`;
      if (given.has(name.toLowerCase())) continue;
      given.add(name.toLowerCase());
      return name;
    }
  });
}

/** As a string in double quotes, on one line, with the escapes of C. */
export function quoted(text: string): string {
  return `"${oneLine(text).replace(/["\\]/g, '\\$&')}"`;
}

/** A text without line breaks and other characters that are not for printing. */
export function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}

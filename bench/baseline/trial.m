-- The trial system as a user of Rumur writes it: arrays over vCPUs and pages, rules in rulesets, the
-- lock as a number of readers and a writer. @VCPUS@ and @PAGES@ stand for numbers.

const
  N: @VCPUS@;
  M: @PAGES@;

type
  vcpu: 0..N-1;
  page: 0..M-1;
  place: enum { idle, haveRead, sawPresent, using, done, wantWrite, haveWrite, mapped, leaving };
  holder: 0..N+1;

var
  cpu: array[vcpu] of place;
  readers: 0..N;
  writer: holder;
  rem: 0..4;
  dev: 0..2;
  p2m: array[page] of 0..2;

function free(): boolean;
begin
  return writer = 0 & readers = 0;
end;

startstate "initially"
begin
  for i: vcpu do
    cpu[i] := idle;
  end;
  readers := 0;
  writer := 0;
  rem := 0;
  dev := 0;
  for j: page do
    p2m[j] := 0;
  end;
end;

ruleset i: vcpu do
  rule "acquireRead" cpu[i] = idle & writer = 0 ==> begin cpu[i] := haveRead; readers := readers + 1; end;
  rule "seePresent" cpu[i] = haveRead & dev = 0 ==> begin cpu[i] := sawPresent; end;
  rule "seeAbsent" cpu[i] = haveRead & dev != 0 ==> begin cpu[i] := done; end;
  rule "use" cpu[i] = sawPresent ==> begin cpu[i] := using; end;
  rule "finish" cpu[i] = using ==> begin cpu[i] := done; end;
  rule "releaseRead" cpu[i] = done ==> begin cpu[i] := idle; readers := readers - 1; end;
  rule "want" cpu[i] = idle ==> begin cpu[i] := wantWrite; end;
  rule "acquireWrite" cpu[i] = wantWrite & free() ==> begin cpu[i] := haveWrite; writer := i + 1; end;
  ruleset j: page do
    rule "map" cpu[i] = haveWrite ==> begin
      cpu[i] := mapped;
      p2m[j] := p2m[j] = 2 ? 0 : p2m[j] + 1;
    end;
  end;
  rule "again" cpu[i] = mapped ==> begin cpu[i] := leaving; end;
  rule "releaseWrite" cpu[i] = leaving ==> begin cpu[i] := idle; writer := 0; end;
end;

rule "rem lock" rem = 0 & free() ==> begin rem := 1; writer := N + 1; end;
rule "rem mark" rem = 1 & dev = 0 ==> begin rem := 2; dev := 1; end;
rule "rem free" rem = 2 & dev = 1 ==> begin rem := 3; dev := 2; end;
rule "rem unlock" rem = 3 ==> begin rem := 4; writer := 0; end;
rule "plug" rem = 4 & dev = 2 ==> begin rem := 0; dev := 0; end;

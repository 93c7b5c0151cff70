-- house: 2 components, 4 steps.
-- One variable per component, one rule per step: Rumur finds the same states and fires as many rules
-- as there are transitions.
--
--   rumur --deadlock-detection off --output model.c FILE
--   cc -O3 -march=native -mcx16 -o model model.c -lpthread && ./model

var
  -- front.door:
  --   0  closed
  --   1  open
  --   2  locked
  front_door: 0..2;

  -- if:
  --   0  outside
  --   1  inside
  --   2  gone
  x_if: 0..2;

startstate "initially"
begin
  front_door := 0;
  x_if := 0;
end;

rule "open */ it"
  front_door = 0
==>
begin
  front_door := 1;
end;

rule "close it 100%"
  front_door = 1
==>
begin
  front_door := 0;
end;

rule "turn \"the key\""
  front_door != 1
==>
begin
  front_door := (front_door = 0 ? 2 : 0);
end;

rule "pass\\through"
  front_door = 1 & x_if <= 1
==>
begin
  x_if := (x_if = 0 ? 1 : 2);
end;


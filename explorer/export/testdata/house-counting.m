-- house: 2 components, 4 steps.
-- One variable per component, one rule per step: Rumur finds the same states and fires as many rules
-- as there are transitions.
--
--   rumur --deadlock-detection stuck --output model.c FILE
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

-- pass\through breaks it
function breaks3_3(): boolean;
begin
  return front_door = 1 & x_if <= 1 & front_door = 1 & !(front_door = 1);
end;

-- if waits for if
function waits4_0_0(): boolean;
begin
  return front_door = 2;
end;

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

cover "NEVER-LOCKED" front_door = 2;

cover "GOES" x_if = 2;

-- GOES-ON: a stuck state is a deadlock, save in these
rule "may rest"
  x_if = 2
==>
begin
end;

cover "STAYS-OPEN" breaks3_3();

cover "WAITS" waits4_0_0();


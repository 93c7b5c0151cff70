---- MODULE house ----
\* house: 2 components, 4 steps.
EXTENDS Naturals

VARIABLES
  front_door,
  x_if

vars == <<front_door, x_if>>

\* front_door is front.door:
\*   0  closed
\*   1  open
\*   2  locked

\* x_if is if:
\*   0  outside
\*   1  inside
\*   2  gone

TypeOK ==
  /\ front_door \in 0..2
  /\ x_if \in 0..2

Init ==
  /\ front_door = 0
  /\ x_if = 0

\* open */ it
open_it ==
  /\ front_door = 0
  /\ front_door' = 1
  /\ UNCHANGED <<x_if>>

\* close it 100%
close_it_100 ==
  /\ front_door = 1
  /\ front_door' = 0
  /\ UNCHANGED <<x_if>>

\* turn "the key"
turn_the_key ==
  /\ front_door /= 1
  /\ front_door' = (CASE front_door = 0 -> 2 [] OTHER -> 0)
  /\ UNCHANGED <<x_if>>

\* pass\through
pass_through ==
  /\ (front_door = 1 /\ x_if <= 1)
  /\ x_if' = (CASE x_if = 0 -> 1 [] OTHER -> 2)
  /\ UNCHANGED <<front_door>>

Next ==
  \/ open_it
  \/ close_it_100
  \/ turn_the_key
  \/ pass_through
  \/ (x_if = 2 /\ UNCHANGED vars)

Spec == Init /\ [][Next]_vars

\* NEVER-LOCKED
holds_NEVER_LOCKED == ~(front_door = 2)

\* GOES: a violation means that it was reached
holds_GOES == ~(x_if = 2)

\* GOES-ON: a deadlock that TLC finds

\* pass\through breaks it
breaks3_3 == front_door = 1 /\ x_if <= 1 /\ front_door = 1 /\ ~(front_door = 1)

\* STAYS-OPEN
holds_STAYS_OPEN == ~(breaks3_3)

\* if waits for if
waits4_0_0 == front_door = 2

\* WAITS
holds_WAITS == ~(waits4_0_0)

====

The file house.cfg:

SPECIFICATION Spec
CHECK_DEADLOCK TRUE
INVARIANT TypeOK
INVARIANT holds_NEVER_LOCKED
INVARIANT holds_GOES
INVARIANT holds_STAYS_OPEN
INVARIANT holds_WAITS

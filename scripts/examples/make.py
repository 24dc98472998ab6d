#!/usr/bin/env python3
"""Writes the example scenarios under schema/examples. Their files are this script's output: change it, not them."""

import beef
import branches
import croaker
import snacks
from scenario import Bookkeeper

for module in (croaker, snacks, beef):
    sound, devices = module.build()
    Bookkeeper(sound).check()
    sound.write()
    module.spoil(sound, devices).write()

for build, spoil in branches.PAIRS:
    sound = build()
    Bookkeeper(sound).check()
    sound.write()
    spoil(sound).write()

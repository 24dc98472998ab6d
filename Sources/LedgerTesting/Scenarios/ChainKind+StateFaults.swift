extension ChainKind {
    static var meat: [ChainKind] {
        var kinds: [ChainKind] = []
        for element in ["containerNo", "sealNo", "healthCertNo"] {
            kinds.append(ChainKind("differs-from-port-\(element)", rule: "MEAT-1") { $0.differsFromThePort(element) })
        }
        for element in ["quarantinePermitNo", "healthCertNo", "inspectionCertNo"] {
            kinds.append(ChainKind("released-without-\(element)", rule: "MEAT-4") { $0.releasedWithout(element) })
        }
        for element in ["cartons", "netKg"] {
            kinds.append(ChainKind("lots-differ-\(element)", rule: "MEAT-6") { $0.lotsDifferFromContainer(element) })
        }
        for step in ["inspecting", "storing"] {
            kinds.append(ChainKind("core-too-warm-\(step)", rule: "MEAT-5") { $0.core("-17.9", at: step) })
            kinds.append(ChainKind("core-cold-enough-\(step)", rule: "MEAT-5") { $0.core("-18.0", at: step) })
        }
        return kinds
    }

    static var meatBorders: [ChainKind] {
        [
            ChainKind("beyond-permit-by-a-carton", rule: "MEAT-2") { $0.beyondThePermit(by: 25) },
            ChainKind("beyond-permit", rule: "MEAT-2") { $0.beyondThePermit(by: 6000) },
            ChainKind("registered-a-day-late", rule: "MEAT-3") { $0.registered(daysAfter: 1) },
            ChainKind("registered-that-day", rule: "MEAT-3") { $0.registered(daysAfter: 0) },
            ChainKind("registration-ended", rule: "MEAT-3") { $0.registrationEnded(daysBefore: 1) },
            ChainKind("registration-ends-that-day", rule: "MEAT-3") { $0.registrationEnded(daysBefore: 0) },
            ChainKind("sold-on-before-release", rule: "MEAT-7") { $0.movedBeforeRelease(sold: false) },
            ChainKind("sold-before-release", rule: "MEAT-7") { $0.movedBeforeRelease(sold: true) },
        ]
    }

    static var cold: [ChainKind] {
        [
            ChainKind("too-warm", rule: "COLD-1") { $0.tooWarm(readings: 15) },
            ChainKind("doors-open", rule: "COLD-1") { $0.tooWarm(readings: 1) },
            ChainKind("recorder-silent", rule: "COLD-2") { $0.recorderSilent(readings: 15) },
            ChainKind("recorder-skips", rule: "COLD-2") { $0.recorderSilent(readings: 1) },
        ]
    }

    static var states: [ChainKind] {
        var kinds = [
            ChainKind("failure-lifted", rule: "STATE-1") { $0.failureLifted() },
            ChainKind("lifted-by-who-may-not", rule: "STATE-1") { $0.liftedByWhoMayNot() },
            ChainKind("suspended", rule: "STATE-2") { $0.suspended(blacklisted: false) },
            ChainKind("blacklisted", rule: "STATE-2") { $0.suspended(blacklisted: true) },
            ChainKind("suspended-later", rule: "STATE-2") { $0.suspendedLater() },
            ChainKind("recall-starts-late", rule: "STATE-3") { $0.recallTooSlow(started: false) },
            ChainKind("recall-never-done", rule: "STATE-3") { $0.recallTooSlow(started: true) },
            ChainKind("recall-in-time", rule: "STATE-3") { $0.recallInTime() },
            ChainKind("recall-without-trustee", rule: "STATE-4") { $0.recallWithoutTrustee() },
        ]
        for bar in ChainTeller.Bar.allCases {
            for grain in Grain.allCases {
                kinds.append(ChainKind("moved-under-\(bar)-\(grain)", rule: "STATE-1") { $0.movedUnder(bar, grain) })
                kinds.append(ChainKind("stands-under-\(bar)-\(grain)", rule: "STATE-1") { $0.standsUnder(bar, grain) })
            }
            if bar != .heldByHolder {
                kinds.append(ChainKind("made-of-\(bar)", rule: "STATE-1") { $0.descendantOf(bar) })
            }
        }
        return kinds
    }
}

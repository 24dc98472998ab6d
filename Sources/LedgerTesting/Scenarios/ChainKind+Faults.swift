extension ChainKind {
    /// Every kind of fault, with the honest side of its borders; named by rule.
    package static let faults: [ChainKind] = [
        strangers, codes, links, masses, times, data, food, fish, residues, meat, meatBorders, cold, states,
    ].flatMap { $0 }

    private static var strangers: [ChainKind] {
        var kinds = [
            ChainKind("two-issuers-unassigned", rule: "CODE-2") { $0.twoIssuersUnassigned() },
            ChainKind("stranger-laboratory", rule: "AQUA-3") {
                $0.residue("孔雀石绿 1.2 µg/kg", item: "孔雀石绿", rule: nil, says: false, by: .stranger)
            },
            ChainKind("stranger-recorder", rule: "COLD-1") { $0.tooWarmSaysAStranger() },
        ]
        for act in ChainTeller.StrangersAct.allCases {
            for grain in Grain.allCases {
                kinds.append(ChainKind("stranger-\(act)-\(grain)", rule: act.rule) { $0.stranger(act, grain) })
            }
        }
        return kinds
    }

    private static var codes: [ChainKind] {
        var kinds = [
            ChainKind("prefix-of-another", rule: "CODE-2") { $0.issuedUnderAnothersPrefix() },
            ChainKind("seen-far-away", rule: "CODE-5") { $0.seenFarAway() },
            ChainKind("received-twice", rule: "CODE-5") { $0.receivedTwice() },
            ChainKind("sold-twice", rule: "CODE-5") { $0.soldTwice() },
            ChainKind("never-issued", rule: "CODE-3") { $0.neverIssued() },
        ]
        for grain in Grain.allCases {
            kinds.append(ChainKind("misprint-\(grain)", rule: "CODE-1") { $0.misprint(grain) })
            kinds.append(ChainKind("issued-again-\(grain)", rule: "CODE-2") { $0.issuedAgain(grain) })
            kinds.append(ChainKind("used-too-early-\(grain)", rule: "CODE-3") { $0.usedTooEarly(grain) })
            guard grain != .pallet else { continue }
            for end in ChainTeller.End.allCases {
                kinds.append(ChainKind("used-after-\(end)-\(grain)", rule: "CODE-4") { $0.usedAfter(end, grain) })
            }
        }
        return kinds
    }

    private static var links: [ChainKind] {
        var kinds = [
            ChainKind("supplier-did-not-ship", rule: "LINK-1") { $0.supplierDidNotShip() },
            ChainKind("opening-stock-of-issued-lot", rule: "LINK-1") { $0.openingStockOfAnIssuedLot() },
        ]
        for grain in Grain.allCases {
            kinds.append(ChainKind("never-confirmed-\(grain)", rule: "LINK-2") { $0.neverConfirmed(grain, hours: 240) })
            kinds.append(ChainKind("confirmable-\(grain)", rule: "LINK-2") { $0.neverConfirmed(grain, hours: 23) })
            kinds.append(ChainKind("from-elsewhere-\(grain)", rule: "LINK-4") { $0.leavesFromElsewhere(grain) })
            guard grain != .pallet else { continue }
            for use in ChainTeller.Use.allCases {
                kinds.append(
                    ChainKind("never-received-\(use)-\(grain)", rule: "LINK-1") { $0.neverReceived(use, grain) })
            }
        }
        for difference in ChainTeller.Difference.allCases {
            kinds.append(ChainKind("receipt-differs-\(difference)", rule: "LINK-3") { $0.differs(difference) })
        }
        return kinds
    }

    private static var masses: [ChainKind] {
        var kinds = [
            ChainKind("sells-too-much", rule: "MASS-1") { $0.sellsTooMuch(inParts: false) },
            ChainKind("sells-too-much-in-parts", rule: "MASS-1") { $0.sellsTooMuch(inParts: true) },
            ChainKind("sister-carton", rule: "MASS-1") { $0.cheatingWithASister() },
            ChainKind("yield-of-fish", rule: "MASS-2") { $0.yieldOutOfRange(rice: false) },
            ChainKind("yield-of-rice", rule: "MASS-2") { $0.yieldOutOfRange(rice: true) },
            ChainKind("baskets", rule: "MASS-3") { $0.basketsOfNoKnownContent() },
        ]
        for surplus in ChainTeller.Surplus.allCases {
            kinds.append(ChainKind("makes-too-much-\(surplus)", rule: "MASS-1") { $0.makesTooMuch(surplus) })
        }
        return kinds
    }

    private static var times: [ChainKind] {
        var kinds = [
            ChainKind("confirmed-too-late", rule: "TIME-3") { $0.confirmedTooLate() },
            ChainKind("entered-too-late", rule: "TIME-3") { $0.enteredAfter(minutes: 36 * 60 + 1) },
            ChainKind("entered-at-the-last-minute", rule: "TIME-3") { $0.enteredAfter(minutes: 36 * 60) },
        ]
        for grain in Grain.allCases {
            kinds.append(ChainKind("from-the-future-\(grain)", rule: "TIME-1") { $0.fromTheFuture(grain) })
            kinds.append(ChainKind("back-dated-\(grain)", rule: "TIME-2") { $0.backDated(grain) })
        }
        for use in ChainTeller.ExpiredUse.allCases {
            kinds.append(ChainKind("expired-\(use)", rule: "TIME-4") { $0.expired(use) })
        }
        for disorder in ChainTeller.Disorder.allCases {
            kinds.append(ChainKind("out-of-order-\(disorder)", rule: "TIME-5") { $0.outOfOrder(disorder) })
        }
        return kinds
    }
}

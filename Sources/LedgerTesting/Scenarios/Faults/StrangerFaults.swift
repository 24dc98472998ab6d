/// What somebody who never had the goods writes about them: his word is on record, and worsens nothing that others hold.
extension ChainTeller {
    /// The single acts of a stranger.
    enum StrangersAct: String, CaseIterable, Sendable {
        case issues, ships, receives, transforms, sells, destroys, packs, fails, holds, recalls, withdraws

        /// The rule that his act breaks.
        var rule: String {
            switch self {
            case .issues: "CODE-2"
            case .ships, .receives, .transforms, .sells, .destroys, .packs: "LINK-1|LINK-4"
            case .fails, .holds, .recalls, .withdraws: "STATE-1"
            }
        }
    }

    mutating func stranger(_ act: StrangersAct, _ grain: Grain) {
        let chain = retail(grain)
        let stranger = firm(.stranger)
        let lines = grain == .lot ? [chain.lot[.pieces(20)]] : [chain.goods[0]]
        let minute = at(draw(1...3), 16)
        switch act {
        case .issues:
            let index = add(.object, "ADD", "commissioning", "active", by: stranger, at: minute, of: chain.lot, lines)
            describe(chain.lot, in: index)
            drafts[index]["producerName"] = stranger.name
        case .ships: ship(lines, from: stranger, to: firm(.shop, 3), at: minute)
        case .receives: receive(lines, from: chain.maker, by: stranger, at: minute)
        case .transforms:
            let own = batch(.biscuits, of: stranger, day: 1)
            make([(own, .pieces(20))], from: lines, by: stranger, at: minute)
        case .sells: sell(lines, by: stranger, at: minute)
        case .destroys: destroy(lines, by: stranger, at: minute)
        case .packs: pack(lines, in: unit(of: stranger), by: stranger, at: minute)
        case .fails: inspect(lines, by: stranger, at: minute, value: "不合格", passes: false)
        case .holds:
            let index = observe("holding", lines, by: stranger, at: minute, disposition: "non_sellable_other")
            drafts[index].persistent.set = ["non_sellable_other"]
        case .recalls: recall(lines, by: stranger, at: minute, level: 1)
        case .withdraws:
            let place = withdraw(chain.firstShipment, at: minute)
            drafts[place].firm = stranger
            drafts[place]["actorUscc"] = stranger.uscc
        }
        ask(chain.code, notes: act == .withdraws || act == .fails || act == .holds || act == .recalls ? [] : [act.rule])
        if grain != .item { ask(chain.lot.code, holder: chain.shop) }
    }

    /// Two firms issue one lot, and nobody has put on the ledger whose prefix it is.
    mutating func twoIssuersUnassigned() {
        let chain = retail(.lot)
        let stranger = firm(.stranger)
        unassigned.formUnion([chain.maker.uscc, stranger.uscc])
        let index = add(
            .object, "ADD", "commissioning", "active", by: stranger, at: at(0, 12), of: chain.lot,
            [chain.lot[.pieces(50)]])
        describe(chain.lot, in: index)
        drafts[index]["producerName"] = stranger.name
        ask(chain.lot.code, is: [.undecided])
        ask(chain.lot.code, holder: chain.shop)
    }

    @discardableResult mutating func recall(_ lines: [Line], by firm: Firm, at minute: Int, level: Int) -> Int {
        let index = observe("holding", lines, by: firm, at: minute, disposition: "recalled")
        drafts[index].number("recallLevel", String(level))
        return index
    }
}

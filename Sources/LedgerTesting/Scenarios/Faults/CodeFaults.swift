/// CODE-1…5: codes that are none, issued twice, too early, too late, in two places.
extension ChainTeller {
    static func misprinted(_ code: String) -> String {
        // The check digit of the GTIN or SSCC, one higher.
        let parts = code.split(separator: "/", omittingEmptySubsequences: false)
        let index = code.contains("/00/") ? parts.count - 1 : 4
        var digits = Array(parts[index])
        let last = (Int(String(digits.removeLast())) ?? 0) + 1
        digits.append(Character(String(last % 10)))
        return (parts[..<index].map(String.init) + [String(digits)] + parts[(index + 1)...].map(String.init))
            .joined(separator: "/")
    }

    /// CODE-1: a line of a receipt, or the pallet itself, has a wrong check digit.
    mutating func misprint(_ grain: Grain) {
        let chain = retail(grain)
        let code = Self.misprinted(grain == .pallet ? chain.goods[0].code : chain.lot.code)
        let line = grain == .pallet ? Line(code) : Line(code, .pieces(5))
        drafts[chain.firstReceipt].lines.append(line)
        ask(chain.code, is: [.invalid], rules: ["CODE-1"])
    }

    /// CODE-2: its own firm issues it again: an item the day after, a lot with another production date months later.
    mutating func issuedAgain(_ grain: Grain) {
        let chain = retail(grain)
        let lines = grain == .item ? [chain.goods[0]] : [chain.lot[.pieces(100)]]
        let again = issue(chain.lot, lines, at: at(grain == .item ? 1 : 30, 12))
        if grain != .item { drafts[again]["productionDate"] = date(30) }
        ask(grain == .item ? chain.code : chain.lot.code, is: [.invalid], rules: ["CODE-2"])
    }

    /// CODE-2: a code under a prefix that is another's; nobody else ever issued it.
    mutating func issuedUnderAnothersPrefix() {
        let (thief, shop, owner) = (firm(.stranger), firm(.shop), firm(.processor))
        let own = retail(.lot)
        let lot = batch(.biscuits, of: owner, day: 0)
        let index = issue(lot, [lot[.pieces(200)]], at: at(0, 8))
        drafts[index].firm = thief
        drafts[index]["actorUscc"] = thief.uscc
        deliver([lot[.pieces(100)]], from: thief, to: shop, at: at(1, 8))
        ask(lot.code, is: [.invalid], rules: ["CODE-2"])
        ask(own.lot.code)
    }

    /// CODE-3: it moves hours before it is commissioned.
    mutating func usedTooEarly(_ grain: Grain) {
        let chain = retail(grain)
        let late = drafts[chain.firstReceipt].minute + 240
        drafts[chain.issue].minute = late
        drafts[chain.issue].arrival = late + 10
        ask(grain == .item ? chain.code : chain.lot.code, is: [.invalid], rules: ["CODE-3"])
    }

    /// What may have been done with goods that are gone.
    enum End: String, CaseIterable, Sendable {
        case sold, destroyed, consumed, transformed
    }

    /// CODE-4: shipped again after it was sold, destroyed, eaten or made into something else.
    mutating func usedAfter(_ end: End, _ grain: Grain) {
        let chain = retail(grain)
        let lines = grain == .item ? [chain.goods[1]] : [chain.lot[.pieces(70)]]
        switch end {
        case .sold: sell(lines, by: chain.shop, at: at(6, 19))
        case .destroyed: destroy(lines, by: chain.shop, at: at(6, 19))
        case .consumed: consume(lines, by: chain.shop, at: at(6, 19))
        case .transformed:
            let own = batch(.biscuits, of: chain.shop, day: 6)
            make([(own, .pieces(1))], from: lines, by: chain.shop, at: at(6, 19))
        }
        deliver(lines, from: chain.shop, to: firm(.shop, 2), at: at(8, 9))
        ask(lines[0].code, is: [.invalid], rules: [grain == .item ? "CODE-4" : "CODE-4|MASS-1"])
    }

    /// CODE-5: an item is scanned in Ürümqi half an hour after it was scanned in Quanzhou.
    mutating func seenFarAway() {
        let chain = retail(.item)
        let seen = observe(
            "stocking", [chain.goods[1]], by: chain.shop, at: at(3, 9), disposition: "sellable_accessible")
        let far = observe(
            "stocking", [chain.goods[1]], by: chain.shop, at: at(3, 9, 30), disposition: "sellable_accessible")
        drafts[seen].siteOverride = "urn:yima:site:350502-SHOP"
        drafts[far].siteOverride = "urn:yima:site:650102-SHOP"
        ask(chain.goods[1].code, is: [.invalid], rules: ["CODE-5"])
        ask(chain.goods[0].code)
    }

    /// CODE-5: two shops receive the same item of the same wholesaler, who sent it to both.
    mutating func receivedTwice() {
        let chain = retail(.item)
        deliver([chain.goods[1]], from: chain.hall, to: firm(.shop, 2), at: at(2, 9))
        ask(chain.goods[1].code, is: [.invalid], rules: ["CODE-5|CODE-4|LINK-4"])
    }

    /// CODE-5: sold twice, and never brought back.
    mutating func soldTwice() {
        let chain = retail(.item)
        sell([chain.goods[0]], by: chain.shop, at: at(9, 11))
        ask(chain.goods[0].code, is: [.invalid], rules: ["CODE-5|CODE-4"])
    }

    /// A serial that nobody issued; one whose lot was issued by quantity only.
    mutating func neverIssued() {
        let items = retail(.item)
        let lot = retail(.lot)
        ask(items.lot.item(999), is: [.unknown])
        ask(lot.lot.item(5), is: [.undecided])
        ask(lot.lot.code)
    }
}

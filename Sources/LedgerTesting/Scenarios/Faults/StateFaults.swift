/// STATE-1…4: held, failed, recalled, suspended.
extension ChainTeller {
    /// What may stand against goods.
    enum Bar: String, CaseIterable, Sendable {
        case heldByAuthority, heldByHolder, failed, recalled
    }

    @discardableResult mutating func bar(_ bar: Bar, _ chain: RetailChain, at minute: Int) -> Int {
        let line = Line(chain.lot.code)
        switch bar {
        case .heldByAuthority, .heldByHolder:
            let by = bar == .heldByHolder ? chain.shop : firm(.authority)
            let index = observe(
                "holding", [line], by: by, at: minute, in: chain.shop, disposition: "non_sellable_other")
            drafts[index].persistent.set = ["non_sellable_other"]
            return index
        case .failed:
            let lab = firm(.laboratory)
            observe("sampling", [line], by: firm(.authority), at: minute - 600, in: chain.shop)
            let index = inspect([line], by: lab, at: minute, item: "黄曲霉毒素B1", value: "42 µg/kg", passes: false)
            drafts[index].persistent.set = ["non_conformant"]
            return index
        case .recalled: return recall([line], by: chain.maker, at: minute, level: 2)
        }
    }

    /// STATE-1: sold on after it was held, failed or recalled.
    mutating func movedUnder(_ bar: Bar, _ grain: Grain) {
        let chain = retail(grain)
        self.bar(bar, chain, at: at(6, 9))
        let lines = grain == .item ? [chain.goods[1]] : [chain.lot[.pieces(20)]]
        deliver(lines, from: chain.shop, to: firm(.shop, 2), at: at(7, 9))
        ask(lines[0].code, is: [.invalid], rules: ["STATE-1"])
    }

    /// STATE-1: what stands under a failure or recall is not sound though it never moved again: item, pallet, and whatever
    /// is in them.
    mutating func standsUnder(_ bar: Bar, _ grain: Grain) {
        let chain = retail(grain)
        self.bar(bar, chain, at: at(6, 9))
        ask(chain.lot.code, is: [.invalid], rules: ["STATE-1"])
        if grain != .lot { ask(grain == .item ? chain.goods[1].code : chain.code, is: [.invalid], rules: ["STATE-1"]) }
    }

    /// STATE-1: the oil is recalled after the biscuits were made of it: they fall with it, those of other oil do not.
    mutating func descendantOf(_ bar: Bar) {
        let chain = retail(.lot)
        let (bakery, shop) = (firm(.bakery), firm(.shop, 3))
        deliver([chain.lot[.pieces(30)]], from: chain.shop, to: bakery, at: at(5, 21))
        let made = batch(.biscuits, of: bakery, day: 6)
        make([(made, .pieces(400))], from: [chain.lot[.pieces(30)]], by: bakery, at: at(6, 8))
        deliver([made[.pieces(300)]], from: bakery, to: shop, at: at(7, 8))
        let sound = batch(.biscuits, of: bakery, day: 6)
        issue(sound, [sound[.pieces(100)]], at: at(6, 9))
        self.bar(bar, chain, at: at(9, 9))
        ask(made.code, is: [.invalid], rules: ["STATE-1"])
        ask(sound.code)
    }

    /// The laboratory's failure is lifted by a second test that the authority accepts: nothing is left of it.
    mutating func failureLifted() {
        let chain = retail(.lot)
        bar(.failed, chain, at: at(6, 9))
        let index = observe(
            StepWords.releasing, [Line(chain.lot.code)], by: firm(.authority), at: at(9, 9), disposition: "conformant")
        drafts[index].persistent.unset = ["non_conformant"]
        drafts[index]["remark"] = "复检合格，解除"
        sell([chain.lot[.pieces(20)]], by: chain.shop, at: at(12, 19))
        ask(chain.lot.code)
    }

    /// STATE-1: the holder lifts what the authority set: he may not.
    mutating func liftedByWhoMayNot() {
        let chain = retail(.lot)
        bar(.heldByAuthority, chain, at: at(6, 9))
        let index = observe(
            StepWords.releasing, [Line(chain.lot.code)], by: chain.shop, at: at(7, 9), disposition: "conformant")
        drafts[index].persistent.unset = ["non_sellable_other"]
        sell([chain.lot[.pieces(20)]], by: chain.shop, at: at(8, 19))
        ask(chain.lot.code, is: [.invalid], rules: ["STATE-1"])
    }

    /// STATE-2: the wholesaler was suspended, or stood on the blacklist, when he traded.
    mutating func suspended(blacklisted: Bool) {
        let chain = retail(.lot)
        if blacklisted {
            references.blacklisted[chain.hall.uscc] = date(0)
        } else {
            acts.append((at(0, 12), .suspended(uscc: chain.hall.uscc)))
        }
        ask(chain.lot.code, is: [.invalid], rules: ["STATE-2"])
    }

    /// The wholesaler is suspended after he had traded: nothing is amiss with what he traded.
    mutating func suspendedLater() {
        let chain = retail(.lot)
        acts.append((at(10, 12), .suspended(uscc: chain.hall.uscc)))
        ask(chain.lot.code)
    }

    /// STATE-3: a failed test of grade 1 on day 6; the recall begins on day 9, or begins in time and is never completed.
    mutating func recallTooSlow(started: Bool) {
        let chain = retail(.lot)
        bar(.failed, chain, at: at(6, 9))
        recall([Line(chain.lot.code)], by: chain.maker, at: at(started ? 6 : 9, 15), level: 1)
        if !started { sendBack([chain.lot[.pieces(70)]], from: chain.shop, to: chain.maker, at: at(10, 9)) }
        ask(chain.lot.code, at: at(40, 9), is: [.invalid], rules: ["STATE-3"])
    }

    /// STATE-3: a recall of grade 1 that begins within a day and is done within a week keeps its time.
    mutating func recallInTime() {
        let chain = retail(.lot)
        bar(.failed, chain, at: at(6, 9))
        recall([Line(chain.lot.code)], by: chain.maker, at: at(7, 8), level: 1)
        sendBack([chain.lot[.pieces(70)]], from: chain.shop, to: chain.maker, at: at(9, 9))
        destroy([chain.lot[.pieces(70)]], by: chain.maker, at: at(11, 9))
        ask(chain.lot.code, at: at(40, 9), is: [.invalid], rules: ["STATE-1"], sparing: ["STATE-3"])
    }

    /// STATE-4: a lot that came across the border is recalled, and nobody is named who answers for it here.
    mutating func recallWithoutTrustee() {
        let load = container()
        let index = recall([Line(load.lots[0].batch.code)], by: firm(.importer), at: at(load.release + 30, 9), level: 1)
        drafts[index]["recallTrusteeUscc"] = nil
        ask(load.lots[0].batch.code, is: [.invalid], rules: ["STATE-4"])
    }
}

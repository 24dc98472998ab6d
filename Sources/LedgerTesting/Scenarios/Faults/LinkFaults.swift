/// LINK-1…4: a step is missing, or two do not fit together.
extension ChainTeller {
    /// What a firm may do with goods that it never took in.
    enum Use: String, CaseIterable, Sendable {
        case sells, ships, transforms
    }

    /// LINK-1: the only one who sells, ships or uses a lot never received it; its maker sent it nowhere.
    mutating func neverReceived(_ use: Use, _ grain: Grain) {
        let (maker, shop) = (firm(.processor), firm(.shop))
        let lot = batch(.oil, of: maker, day: 0)
        let items = lot.items(1...4)
        issue(lot, grain == .item ? items : [lot[.pieces(100)]], at: at(0, 8))
        let lines = grain == .item ? [items[0]] : [lot[.pieces(20)]]
        switch use {
        case .sells: sell(lines, by: shop, at: at(2, 19))
        case .ships: deliver(lines, from: shop, to: firm(.shop, 1), at: at(2, 9))
        case .transforms:
            let made = batch(.biscuits, of: shop, day: 2)
            make([(made, .pieces(20))], from: lines, by: shop, at: at(2, 9))
            ask(made.code, is: [.invalid], rules: ["LINK-1|LINK-4"])
            return
        }
        let holder = use == .ships ? firm(.shop, 1) : shop
        ask(lines[0].code, holder: holder, is: [.invalid], rules: ["LINK-1|LINK-4"])
    }

    /// LINK-1: bought of a firm that is on the ledger and sent nothing.
    mutating func supplierDidNotShip() {
        let (maker, shop) = (firm(.processor), firm(.shop))
        let lot = batch(.oil, of: maker, day: 0)
        issue(lot, [lot[.pieces(100)]], at: at(0, 8))
        receive([lot[.pieces(20)]], from: maker, by: shop, at: at(1, 9), document: paper("FH"))
        sell([lot[.pieces(10)]], by: shop, at: at(3, 19))
        ask(lot.code, at: at(20, 9), holder: shop, is: [.invalid, .suspect], rules: ["LINK-1"])
    }

    /// LINK-1: stock that is said to have been there, of a lot that was issued on this ledger.
    mutating func openingStockOfAnIssuedLot() {
        let chain = retail(.lot)
        let shop = firm(.shop, 4)
        enrolment[shop.uscc] = 0
        open(chain.lot, .pieces(40), by: shop, at: at(3, 9))
        sell([chain.lot[.pieces(30)]], by: shop, at: at(5, 9))
        ask(chain.lot.code, holder: shop, is: [.invalid], rules: ["LINK-1|CODE-2"])
        ask(chain.lot.code)
    }

    /// LINK-2: shipped, and nobody says that it came: 23 hours later nothing is amiss, ten days later it is.
    mutating func neverConfirmed(_ grain: Grain, hours: Int) {
        let maker = firm(.processor)
        let lot = batch(.oil, of: maker, day: 0)
        let items = lot.items(1...4)
        issue(lot, grain == .item ? items : [lot[.pieces(100)]], at: at(0, 8))
        var lines = grain == .item ? [items[0]] : [lot[.pieces(20)]]
        if grain == .pallet {
            lines = [Line(unit(of: maker))]
            pack([lot[.pieces(20)]], in: lines[0].code, by: maker, at: at(0, 10))
        }
        let sent = ship(lines, from: maker, to: firm(.shop), at: at(1, 8), document: paper("FH"))
        let moment = drafts[sent].arrival + hours * 60
        if hours < 24 {
            ask(lines[0].code, at: moment)
        } else {
            ask(lines[0].code, at: moment, is: [.suspect], rules: ["LINK-2"])
        }
    }

    /// How a receipt may differ from its shipment.
    enum Difference: String, CaseIterable, Sendable {
        case less, more, otherItem, otherReceiver, otherSupplier
    }

    /// LINK-3: what was received is not what was sent.
    mutating func differs(_ difference: Difference) {
        let chain = retail(difference == .otherItem ? .item : .lot)
        let receipt = chain.secondReceipt
        switch difference {
        case .less: drafts[receipt].lines = [chain.lot[.pieces(75)]]
        case .more:
            drafts[receipt].lines = [chain.lot[.pieces(130)]]
        case .otherItem: drafts[receipt].lines = [Line(chain.lot.item(3)), Line(chain.lot.item(2))]
        case .otherReceiver:
            let other = firm(.shop, 5)
            for index in [receipt, chain.sale] {
                drafts[index].firm = other
                drafts[index]["actorUscc"] = other.uscc
            }
            drafts[receipt].destinations = [("owning_party", other.party)]
        case .otherSupplier:
            drafts[receipt].sources = [("owning_party", chain.maker.party)]
            drafts[receipt]["supplierName"] = chain.maker.name
        }
        let code = difference == .otherItem ? chain.lot.item(3) : chain.lot.code
        ask(code, is: [.invalid], rules: ["LINK-3|LINK-1"])
    }

    /// LINK-4: it leaves from a place in another city to which nobody had moved it.
    mutating func leavesFromElsewhere(_ grain: Grain) {
        let chain = retail(grain)
        let lines = grain == .item ? [chain.goods[1]] : [chain.lot[.pieces(20)]]
        let sent = deliver(lines, from: chain.shop, to: firm(.shop, 2), at: at(6, 9))
        drafts[sent.shipment].siteOverride = "urn:yima:site:350203-DEPOT"
        ask(lines[0].code, is: [.invalid], rules: ["LINK-4|CODE-5"])
    }
}

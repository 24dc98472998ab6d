/// TIME-1…5: in the future, back-dated, late, expired, out of order.
extension ChainTeller {
    /// TIME-1: dated two hours after it arrived.
    mutating func fromTheFuture(_ grain: Grain) {
        let chain = retail(grain)
        let index = grain == .pallet ? chain.secondShipment : chain.firstReceipt
        drafts[index].arrival = drafts[index].minute - 120
        ask(chain.code, is: [.invalid], rules: ["TIME-1"])
    }

    /// TIME-2: the shop's receipt of day 2 is written down on day 14, online all the time.
    mutating func backDated(_ grain: Grain) {
        let chain = retail(grain)
        for index in [chain.secondReceipt, chain.sale] {
            drafts[index].arrival = at(14, 9) + index
            drafts[index].seen = at(14, 8, 50)
        }
        ask(chain.code, is: [.suspect], rules: ["TIME-2|TIME-3"])
    }

    /// TIME-3: confirmed a minute later than 24 hours after the supplier's push.
    mutating func confirmedTooLate() {
        let (lot, maker) = oilInStock()
        let receipt = confirm(after: 24 * 60 + 1, lot, from: maker, to: firm(.shop))
        drafts[receipt].seen = drafts[receipt].arrival
        ask(lot.code, is: [.suspect], rules: ["TIME-3"])
    }

    /// TIME-3: a purchase that nobody pushed, entered so many minutes after it came: 36 hours are allowed.
    mutating func enteredAfter(minutes: Int) {
        let (lot, _, index) = outsidePurchase()
        drafts[index].minute = at(1, 9)
        drafts[index].arrival = at(1, 9) + minutes
        drafts[index].seen = drafts[index].arrival
        if minutes > 36 * 60 {
            ask(lot.code, is: [.suspect], rules: ["TIME-3"])
        } else {
            ask(lot.code)
        }
    }

    /// A purchase from a firm that is on no ledger, with its papers.
    mutating func outsidePurchase() -> (lot: Batch, buyer: Firm, receipt: Int) {
        let maker = firm(.processor)
        let lot = Batch(product: .sugar, maker: city.firm(.stranger, 1), lot: "GX\(number)", day: -30)
        batches[lot.code] = lot
        let index = receive([lot[.kg(500)]], from: nil, by: maker, at: at(1, 9))
        drafts[index]["supplierName"] = "广西糖业集团有限公司"
        drafts[index]["supplierUscc"] = Self.outsider
        drafts[index].sources = [("owning_party", "urn:yima:uscc:\(Self.outsider)")]
        drafts[index].documents = [("inv", "urn:yima:document:45002600\(Self.padded(number, 6))")]
        return (lot, maker, index)
    }

    /// What may be done with what has expired.
    enum ExpiredUse: String, CaseIterable, Sendable {
        case sold, shipped, baked, onThePallet, onTheLastDay
    }

    /// TIME-4: bread of five days is sold, sent or used on day seven, also by the pallet; on its fifth day all is well.
    mutating func expired(_ use: ExpiredUse) {
        let (bakery, shop) = (firm(.bakery), firm(.shop))
        let bread = batch(.bread, of: bakery, day: 0)
        issue(bread, [bread[.pieces(200)]], at: at(0, 5))
        var goods = [bread[.pieces(120)]]
        if use == .onThePallet {
            let pallet = unit(of: bakery)
            pack(goods, in: pallet, by: bakery, at: at(0, 6))
            goods = [Line(pallet)]
        }
        deliver(goods, from: bakery, to: shop, at: at(0, 7), takes: 20...60)
        switch use {
        case .sold: sell([bread[.pieces(20)]], by: shop, at: at(7, 19))
        case .onTheLastDay: sell([bread[.pieces(20)]], by: shop, at: at(5, 10))
        case .shipped, .onThePallet: deliver(goods, from: shop, to: firm(.canteen), at: at(7, 8))
        case .baked:
            let crumbs = batch(Product("面包糠", "1千克/袋", days: 180, number: 13), of: shop, day: 7)
            make([(crumbs, .kg(30))], from: [bread[.pieces(100)]], by: shop, at: at(7, 8))
            ask(crumbs.code, is: [.invalid], rules: ["TIME-4"])
            return
        }
        if use == .onTheLastDay {
            ask(bread.code)
        } else {
            ask(goods[0].code, is: [.invalid], rules: ["TIME-4"])
        }
    }

    /// TIME-5: received hours before it was sent; used before it came; unpacked before it was packed.
    enum Disorder: String, CaseIterable, Sendable {
        case receivedBeforeSent, usedBeforeReceived, unpackedBeforePacked
    }

    mutating func outOfOrder(_ disorder: Disorder) {
        let chain = retail(disorder == .unpackedBeforePacked ? .pallet : .lot)
        switch disorder {
        case .receivedBeforeSent: drafts[chain.secondReceipt].minute = drafts[chain.secondShipment].minute - 5 * 60
        case .usedBeforeReceived: drafts[chain.sale].minute = drafts[chain.secondReceipt].minute - 20 * 60
        case .unpackedBeforePacked:
            guard let packing = drafts.firstIndex(where: { $0.step == "packing" }),
                let unpacking = drafts.firstIndex(where: { $0.step == "unpacking" })
            else { return }
            drafts[unpacking].minute = drafts[packing].minute - 60
        }
        ask(chain.lot.code, is: [.invalid], rules: ["TIME-5|LINK-4"])
    }
}

/// Where goods stand: bought outside, already there, tested, held, expired, unsold.
extension ChainTeller {
    /// Sugar from a firm of another province that is on no ledger, with its papers, under the maker's own code.
    package mutating func boughtOutside() {
        let (maker, shop) = (firm(.processor), firm(.shop))
        let sugar = Batch(
            product: .sugar, maker: city.firm(.stranger, 1), lot: "GX\(number)", day: -30)
        batches[sugar.code] = sugar
        let bought = receive([sugar[.kg(500)]], from: nil, by: maker, at: at(0, 9))
        drafts[bought]["supplierName"] = "广西糖业集团有限公司"
        drafts[bought]["supplierUscc"] = Self.outsider
        drafts[bought].sources = [("owning_party", "urn:yima:uscc:\(Self.outsider)")]
        drafts[bought].documents = [("inv", "urn:yima:document:45002600\(Self.padded(number, 6))")]
        let biscuits = batch(.biscuits, of: maker, day: 2)
        make([(biscuits, .kg(480))], from: [sugar[.kg(500)]], by: maker, at: at(2, 8))
        deliver([biscuits[.kg(200)]], from: maker, to: shop, at: at(3, 8))
        sell([biscuits[.kg(120)]], by: shop, at: at(9, 20))
        ask(biscuits.code, sugar.code)
    }

    /// A firm that is on no ledger.
    static let outsider: String = {
        let seventeen = "9145010073222" + "8450"
        return seventeen + String(CheckDigits.uscc(seventeen))
    }()

    /// A shop comes to the ledger and counts what stands on its shelves.
    package mutating func openingStock() {
        let (hall, shop) = (firm(.wholesaler), firm(.shop))
        enrolment[hall.uscc] = -2
        let lot = Batch(product: .sauce, maker: city.firm(.stranger, 1), lot: "K\(number)", day: -60)
        batches[lot.code] = lot
        open(lot, .pieces(240), by: hall, at: at(0, 9))
        deliver([lot[.pieces(120)]], from: hall, to: shop, at: at(3, 8))
        sell([lot[.pieces(100)]], by: shop, at: at(20, 20))
        ask(lot.code)
        ask(lot.code, holder: shop)
    }

    /// The authority's laboratory takes a sample in a shop; it passes.
    package mutating func sampledAndPassed() {
        let (lot, maker) = oilInStock()
        let (shop, lab) = (firm(.shop), firm(.laboratory))
        deliver([lot[.pieces(100)]], from: maker, to: shop, at: at(1, 8))
        observe(
            "sampling", [lot[.pieces(4)]], by: lab, at: at(2, 10), in: shop, with: [("sampleNo", paper("CY"))])
        consume([lot[.pieces(2)]], by: lab, at: at(4, 10))
        inspect([Line(lot.code)], by: lab, at: at(5, 16), item: "过氧化值、黄曲霉毒素B1", value: "符合标准")
        sell([lot[.pieces(60)]], by: shop, at: at(9, 20))
        ask(lot.code)
        ask(lot.code, holder: shop)
    }

    /// A wholesaler holds a lot on a complaint, tests it and lets it go; nothing moves in between.
    package mutating func holdLifted() {
        let (lot, maker) = oilInStock()
        let (hall, shop, lab) = (firm(.wholesaler), firm(.shop), firm(.laboratory))
        deliver([lot[.pieces(300)]], from: maker, to: hall, at: at(1, 8))
        let held = observe("holding", [lot[.pieces(300)]], by: hall, at: at(2, 9), disposition: "non_sellable_other")
        drafts[held].persistent.set = ["non_sellable_other"]
        drafts[held]["remark"] = "投诉，暂停销售"
        inspect([Line(lot.code)], by: lab, at: at(4, 16))
        let lifted = observe(
            StepWords.releasing, [lot[.pieces(300)]], by: hall, at: at(5, 9), disposition: "conformant")
        drafts[lifted].persistent.unset = ["non_sellable_other"]
        deliver([lot[.pieces(100)]], from: hall, to: shop, at: at(6, 8))
        sell([lot[.pieces(90)]], by: shop, at: at(20, 20))
        ask(lot.code)
        ask(lot.code, holder: shop)
    }

    /// What has expired is taken off the shelf and destroyed; nobody sold it since.
    package mutating func expiredAndDestroyed() {
        let (bakery, shop) = (firm(.bakery), firm(.shop))
        let bread = batch(.bread, of: bakery, day: 0)
        issue(bread, [bread[.pieces(200)]], at: at(0, 5))
        deliver([bread[.pieces(120)]], from: bakery, to: shop, at: at(0, 7), takes: 20...60)
        sell([bread[.pieces(90)]], by: shop, at: at(4, 21))
        let off = observe(StepWords.unshelving, [bread[.pieces(30)]], by: shop, at: at(5, 6), disposition: "expired")
        drafts[off]["remark"] = "到期下架"
        destroy([bread[.pieces(30)]], by: shop, at: at(6, 9))
        destroy([bread[.pieces(80)]], by: bakery, at: at(6, 10))
        ask(bread.code)
    }

    /// A market stall scans what comes in and never what goes out; months later nothing is known of it.
    package mutating func stallWithoutScanner() {
        let (coop, stall) = (firm(.cooperative), firm(.wholesaler))
        let lot = batch(.greens, of: coop, day: 0)
        issue(lot, [lot[.kg(400)]], at: at(0, 5), with: [("complianceCertNo", paper("HGZ35"))])
        deliver([lot[.kg(400)]], from: coop, to: stall, at: at(0, 7))
        ask(lot.code, at: at(40, 9))
        ask(lot.code, at: at(40, 9), holder: stall)
    }

    /// A count of the shelves finds a few bottles fewer, and scales differ by what scales differ.
    package mutating func scalesAndCounts() {
        let (coop, hall, shop) = (firm(.cooperative), firm(.wholesaler), firm(.shop))
        let lot = batch(.greens, of: coop, day: 0)
        issue(lot, [lot[.kg(800)]], at: at(0, 5), with: [("complianceCertNo", paper("HGZ35"))])
        let document = paper("FH")
        ship([lot[.kg(800)]], from: coop, to: hall, at: at(0, 7), document: document)
        receive([lot[.kg(797.6)]], from: coop, by: hall, at: at(0, 9), document: document)
        deliver([lot[.kg(300)]], from: hall, to: shop, at: at(0, 15))
        sell([lot[.kg(499.2)]], by: hall, at: at(1, 18))
        sell([lot[.kg(281.3)]], by: shop, at: at(2, 20))
        let count = observe(StepWords.counting, [lot[.kg(14.8)]], by: shop, at: at(2, 22))
        drafts[count]["remark"] = "盘点：自然损耗3.9千克"
        ask(lot.code)
    }
}

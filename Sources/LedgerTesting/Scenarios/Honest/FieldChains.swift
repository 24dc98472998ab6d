/// Fields, sties and silos.
extension ChainTeller {
    /// Three farms bring greens; the co-op mixes and issues a new certificate, washes and trims; they dry on the shelf, and
    /// what is left is thrown away.
    package mutating func mixedGreens() {
        let (coop, shop) = (firm(.cooperative), firm(.shop))
        var brought: [Line] = []
        for index in 0..<3 {
            let farm = firm(.cropFarm, index)
            let lot = batch(.greens, of: farm, day: 0)
            let amount = Measured.kg(Double(draw(120...400)))
            issue(lot, [lot[amount]], at: at(0, 6), with: [("complianceCertNo", paper("HGZ35"))])
            deliver([lot[amount]], from: farm, to: coop, at: at(0, 8), takes: 30...90)
            brought.append(lot[amount])
        }
        let total = brought.compactMap(\.amount).reduce(Measured.kg(0), +)
        let mixed = batch(.greens, of: coop, day: 0)
        make(
            [(mixed, total.times(995))], from: brought, by: coop, at: at(0, 13),
            with: [("complianceCertNo", paper("HGZ35"))])
        let washed = batch(.salad, of: coop, day: 0)
        let made = total.times(draw(820...880))
        make(
            [(washed, made)], from: [mixed[total.times(995)]], by: coop, at: at(0, 16),
            with: [("complianceCertNo", paper("HGZ35"))])
        deliver([washed[made]], from: coop, to: shop, at: at(1, 4))
        sell([washed[made.times(700)]], by: shop, at: at(1, 21))
        sell([washed[made.times(200)]], by: shop, at: at(2, 21))
        lose([washed[made.times(30)]], by: shop, at: at(3, 7), why: "失水")
        destroy([washed[made.times(70)]], by: shop, at: at(6, 22))
        ask(washed.code, mixed.code, brought[0].code)
    }

    /// Pigs by the head, carcasses by what each weighs, by-products, a loin cut from it, a butcher who sells all.
    package mutating func pigsToPork() {
        let (farm, house, market) = (firm(.pigFarm), firm(.slaughterhouse), firm(.wholesaler))
        let pigs = batch(.pig, of: farm, day: 0)
        let heads = draw(20...60)
        issue(
            pigs, [pigs[.pieces(heads)]], at: at(0, 18),
            with: [("complianceCertNo", paper("HGZ35"))])
        deliver([pigs[.pieces(heads)]], from: farm, to: house, at: at(0, 20))
        inspect([Line(pigs.code)], by: house, at: at(1, 1), item: "非洲猪瘟、瘦肉精", value: "阴性")
        let (carcass, offal) = (batch(.carcass, of: house, day: 1), batch(.offal, of: house, day: 1))
        let weight = Measured.kg(Double(heads * draw(78...84)) + 0.4)
        make(
            [(carcass, weight), (offal, .kg(Double(heads * draw(14...18))))], from: [pigs[.pieces(heads)]], by: house,
            at: at(1, 3), with: [("quarantineCertNo", paper("DP"))])
        let taken = weight.times(600)
        deliver([carcass[taken]], from: house, to: market, at: at(1, 5), takes: 30...80)
        let loin = batch(.loin, of: market, day: 1)
        make([(loin, taken.times(90))], from: [carcass[taken.times(105)]], by: market, at: at(1, 8))
        sell([carcass[taken.times(880)]], by: market, at: at(1, 18))
        sell([loin[taken.times(88)]], by: market, at: at(1, 19))
        ask(pigs.code, carcass.code, loin.code)
    }

    /// Paddy from farmers who are on no ledger, dried in the silo, stored for weeks, milled to rice, bran and husk.
    package mutating func paddyToRice() {
        let (silo, mill, shop) = (firm(.silo), firm(.mill), firm(.shop))
        let paddy = batch(.paddy, of: silo, day: 0)
        let wet = Measured.tonnes(Double(draw(40...90)))
        issue(
            paddy, [paddy[wet]], at: at(0, 9),
            with: [("producerName", "张三等12户（农户）"), ("supplierName", "张三等12户（农户）")])
        let dry = wet.times(draw(870...890))
        lose([paddy[wet - dry]], by: silo, at: at(2, 18), why: "烘干减重（水分由25%降至14%）")
        observe("storing", [paddy[dry]], by: silo, at: at(3, 9), with: [("tempC", "18")])
        deliver([paddy[dry]], from: silo, to: mill, at: at(40, 7))
        let (rice, bran, husk) = (
            batch(.rice, of: mill, day: 41), batch(.bran, of: mill, day: 41), batch(.husk, of: mill, day: 41)
        )
        let kilograms = dry.thousandths
        func out(_ permille: Int) -> Measured { .kg(Double(kilograms * permille / 1000 / 10 * 10)) }
        let milled = out(draw(650...690))
        make([(rice, milled), (bran, out(95)), (husk, out(200))], from: [paddy[dry]], by: mill, at: at(41, 9))
        deliver([rice[milled.times(100)]], from: mill, to: shop, at: at(43, 8))
        sell([rice[milled.times(60)]], by: shop, at: at(50, 20))
        ask(rice.code, bran.code, paddy.code)
    }

    /// What does not exist is not missing: pigs without a shelf life, a farmer without a firm's number, a buyer who fetches
    /// the goods, a shopper who gets a parcel.
    package mutating func nothingToWrite() {
        let (farm, shop) = (firm(.pigFarm), firm(.shop))
        let pigs = batch(.pig, of: farm, day: 0)
        issue(pigs, [pigs[.pieces(20)]], at: at(0, 8), with: [("complianceCertNo", paper("HGZ35"))])
        let house = firm(.slaughterhouse)
        let fetched = deliver([pigs[.pieces(1)]], from: farm, to: house, at: at(0, 10))
        drafts[fetched.shipment]["vehicleNo"] = nil
        drafts[fetched.shipment]["transportMode"] = "pickup"
        unassigned.insert(shop.uscc)
        let eggs = Product("土鸡蛋", "散装", days: 30, number: 41)
        let lot = batch(eggs, of: shop, day: 0)
        let bought = receive([lot[.kg(50)]], from: nil, by: shop, at: at(0, 9))
        drafts[bought]["supplierName"] = "张三（农户）"
        let parcel = ship([lot[.kg(5)]], from: shop, to: nil, at: at(1, 11))
        drafts[parcel]["vehicleNo"] = nil
        drafts[parcel]["transportMode"] = "courier"
        drafts[parcel]["receiverName"] = "王女士"
        drafts[parcel]["remark"] = "快递给个人消费者"
        ask(pigs.code, lot.code)
    }
}

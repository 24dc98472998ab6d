/// How the goods of a chain are named.
package enum Grain: String, CaseIterable, Sendable {
    case item, lot, pallet
}

/// The plainest honest chain, for faults to spoil: made, sent to a wholesaler, on to a shop, and some of it sold.
struct RetailChain: Sendable {
    let grain: Grain
    let lot: Batch
    let maker: Firm
    let hall: Firm
    let shop: Firm
    /// What moves: an item, 100 pieces of the lot, or a pallet of them.
    let goods: [Line]
    /// The code to ask for.
    let code: String
    // Places of its events.
    let issue: Int
    let firstShipment: Int
    let firstReceipt: Int
    let secondShipment: Int
    let secondReceipt: Int
    let sale: Int

    /// Days of its chain on which it was received and sold.
    static let (receiptDay, saleDay) = (2, 5)
}

extension ChainTeller {
    mutating func retail(_ grain: Grain, product: Product = .oil) -> RetailChain {
        let (maker, hall, shop) = (firm(.processor), firm(.wholesaler), firm(.shop))
        let lot = batch(product, of: maker, day: 0)
        let items = lot.items(1...6)
        let all: [Line] = grain == .item ? items : [lot[.pieces(100)]]
        let issued = issue(lot, all, at: at(0, 8))
        var (goods, sold) = (all, grain == .item ? [items[0]] : [lot[.pieces(30)]])
        if grain == .item { goods = [items[0], items[1]] }
        if grain == .pallet {
            let pallet = unit(of: maker)
            pack(all, in: pallet, by: maker, at: at(0, 10))
            goods = [Line(pallet)]
        }
        let first = deliver(goods, from: maker, to: hall, at: at(1, 8))
        let second = deliver(goods, from: hall, to: shop, at: at(2, 8))
        if grain == .pallet {
            unpack(all, from: goods[0].code, by: shop, at: at(2, 15))
            sold = [lot[.pieces(30)]]
        }
        let sale = sell(sold, by: shop, at: at(RetailChain.saleDay, 19))
        return RetailChain(
            grain: grain, lot: lot, maker: maker, hall: hall, shop: shop, goods: goods,
            code: grain == .lot ? lot.code : goods[0].code, issue: issued, firstShipment: first.shipment,
            firstReceipt: first.receipt, secondShipment: second.shipment, secondReceipt: second.receipt, sale: sale)
    }
}

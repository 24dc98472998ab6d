package import Chains
package import Values

extension TraceGraph.Event {
    /// What happened, in a word or two.
    package var wording: Wording {
        switch kind {
        case .created where step == "urn:yima:bizstep:opening_stock": Wording(en: "Opening stock", zh: "期初库存")
        case .created: Wording(en: "Created", zh: "产出赋码")
        case .processed: Wording(en: "Processed", zh: "加工")
        case .packed: Wording(en: "Packed", zh: "装入")
        case .unpacked: Wording(en: "Unpacked", zh: "拆出")
        case .shipped: isReturn ? Wording(en: "Sent back", zh: "退货发出") : Wording(en: "Shipped", zh: "发货")
        case .received: isReturn ? Wording(en: "Taken back", zh: "退货收回") : Wording(en: "Received", zh: "收货")
        case .refused: Wording(en: "Refused", zh: "拒收")
        case .voided: Wording(en: "Shipment voided", zh: "撤销发货")
        case .stored: Wording(en: "Stored", zh: "入库储存")
        case .inspected: Wording(en: "Inspected", zh: "检验")
        case .released: Wording(en: "Released", zh: "放行")
        case .held: Wording(en: "Held", zh: "封存停售")
        case .failed: Wording(en: "Failed test", zh: "检验不合格")
        case .recalled: Wording(en: "Recalled", zh: "召回")
        case .sold: Wording(en: "Sold", zh: "售出")
        case .consumed: Wording(en: "Consumed", zh: "消费")
        case .destroyed: Wording(en: "Destroyed", zh: "销毁")
        case .lost: Wording(en: "Lost", zh: "损耗")
        case .ended: Wording(en: "Ended", zh: "终结")
        case .denied: Wording(en: "Denied", zh: "否认")
        case .observed: Self.word(ofStep: step)
        }
    }

    private static func word(ofStep step: String?) -> Wording {
        guard let step, !step.isEmpty else { return Wording(en: "Seen", zh: "记录") }
        let name = step.split(whereSeparator: { $0 == ":" || $0 == "/" || $0 == "-" }).last.map(String.init) ?? step
        return steps[name] ?? Wording(en: name.shown, zh: name.shown)
    }

    private static let steps: [String: Wording] = [
        "feeding": Wording(en: "Fed", zh: "投喂"), "treating": Wording(en: "Treated", zh: "用药"),
        "fertilising": Wording(en: "Fertilised", zh: "施肥"), "weighing": Wording(en: "Weighed", zh: "称重"),
        "loading": Wording(en: "Loaded", zh: "装车"), "unloading": Wording(en: "Unloaded", zh: "卸车"),
        "transporting": Wording(en: "Transported", zh: "运输"), "arriving": Wording(en: "Arrived", zh: "到达"),
        "departing": Wording(en: "Departed", zh: "出发"), "stocking": Wording(en: "Put on sale", zh: "上架"),
        "unshelving": Wording(en: "Off the shelf", zh: "下架"), "sampling": Wording(en: "Sampled", zh: "抽样"),
        "stock_taking": Wording(en: "Counted", zh: "盘点"), "correcting": Wording(en: "Corrected", zh: "更正"),
        "inspecting": Wording(en: "Inspected", zh: "检验"), "packing": Wording(en: "Packed", zh: "装入"),
        "storing": Wording(en: "Stored", zh: "入库储存"),
    ]
}

extension TraceGraph.Event.Kind {
    var glyph: Glyph {
        switch self {
        case .created: .created
        case .processed: .processed
        case .packed: .packed
        case .unpacked: .unpacked
        case .shipped: .shipped
        case .received: .received
        case .refused, .voided: .turnedBack
        case .stored: .stored
        case .inspected: .inspected
        case .released: .passed
        case .held: .held
        case .failed: .failed
        case .recalled: .recalled
        case .sold: .sold
        case .consumed: .consumed
        case .destroyed, .ended: .destroyed
        case .lost: .lost
        case .denied: .denied
        case .observed: .observed
        }
    }

    /// Whether it says that the goods must not go on.
    package var stops: Bool { tone == .stop }

    var tone: LaneChart.Tone {
        switch self {
        case .held, .failed, .recalled: .stop
        case .sold, .consumed, .destroyed, .lost, .ended: .end
        default: .plain
        }
    }
}

/// What a firm of the city lives by.
package enum Trade: Int, CaseIterable, Sendable {
    case hatchery, fishFarm, vessel, auction, feedMill, cropFarm, cooperative, pigFarm, slaughterhouse, silo, mill
    case portStation, importer, coldStore, inspectionSite, processor, bakery, kitchen, wholesaler, distributor, shop
    case canteen, laboratory, authority, carrier, stranger

    /// What its firms are called.
    var words: String {
        switch self {
        case .hatchery: "水产育苗场"
        case .fishFarm: "海水养殖有限公司"
        case .vessel: "渔业捕捞船队"
        case .auction: "渔港交易市场有限公司"
        case .feedMill: "水产饲料有限公司"
        case .cropFarm: "蔬菜种植家庭农场"
        case .cooperative: "蔬菜专业合作社"
        case .pigFarm: "生猪养殖场"
        case .slaughterhouse: "生猪屠宰有限公司"
        case .silo: "粮食储备库"
        case .mill: "粮油加工有限公司"
        case .portStation: "港集装箱码头有限公司"
        case .importer: "进出口贸易有限公司"
        case .coldStore: "冷链物流有限公司"
        case .inspectionSite: "进口肉类指定监管场地有限公司"
        case .processor: "食品有限公司"
        case .bakery: "烘焙坊"
        case .kitchen: "中央厨房有限公司"
        case .wholesaler: "批发行"
        case .distributor: "配送中心有限公司"
        case .shop: "便利店"
        case .canteen: "实验小学食堂"
        case .laboratory: "检验检测中心"
        case .authority: "市场监督管理局"
        case .carrier: "运输有限公司"
        case .stranger: "商贸有限公司"
        }
    }

    /// The first two characters of a USCC: who registers it, and what it is.
    var registration: String {
        switch self {
        case .authority: "11"
        case .laboratory, .canteen, .silo: "12"
        case .cooperative: "93"
        case .shop, .bakery, .wholesaler, .vessel, .cropFarm, .pigFarm: "92"
        default: "91"
        }
    }

    /// Whether it holds a food production licence.
    var isLicensed: Bool { [.processor, .mill, .kitchen].contains(self) }

    /// Whether it keeps what customs ask for on imported meat; those further down keep what food asks for.
    var keepsImportPapers: Bool {
        [.portStation, .importer, .coldStore, .inspectionSite, .laboratory, .authority, .carrier].contains(self)
    }

    /// How many of them there are.
    var count: Int {
        switch self {
        case .shop: 8
        case .cropFarm: 6
        case .wholesaler, .canteen: 4
        case .authority, .laboratory: 1
        default: 2
        }
    }
}

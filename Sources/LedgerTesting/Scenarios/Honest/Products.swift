/// What the firms of the city make.
extension Product {
    static let oil = Product("花生油", "5升/桶", days: 540, number: 1)
    static let biscuits = Product("饼干", "200克/盒", days: 270, number: 2)
    static let flour = Product("小麦粉", "25千克/袋", days: 180, number: 3)
    static let dough = Product("面团", "散装", days: 2, number: 4)
    static let bread = Product("吐司面包", "400克/袋", days: 5, number: 5)
    static let noodles = Product("鲜湿面条", "散装", days: 3, number: 6)
    static let meals = Product("学生营养餐", "500克/份", days: 1, number: 7)
    static let sauce = Product("酱油", "500毫升/瓶", days: 540, number: 8)
    static let sugar = Product("白砂糖", "50千克/袋", days: 720, number: 9)
    static let feed = Product("大黄鱼配合饲料", "20千克/袋", days: 90, number: 10)
    static let balls = Product("牛肉丸", "2.5千克/袋", days: 365, number: 11)

    static let fry = Product("大黄鱼苗", "5厘米", days: nil, profile: "aquatic", number: 21)
    static let croaker = Product("大黄鱼（冰鲜）", "450克/尾", days: nil, profile: "aquatic", number: 22)
    static let fillet = Product("三去大黄鱼（冻）", "350克/袋", days: 540, profile: "aquatic", number: 23)
    static let mackerel = Product("蓝圆鲹（冰鲜）", "散装", days: nil, profile: "aquatic", number: 24)
    static let salmon = Product("进口冰鲜三文鱼", "6–7千克/尾", days: 14, profile: "aquatic", number: 25)
    static let oysters = Product("太平洋牡蛎（鲜活）", "20千克/筐", days: nil, profile: "aquatic", number: 27)
    static let squid = Product("冻鱿鱼", "20千克/箱", days: 540, profile: "aquatic", number: 26)

    static let greens = Product("上海青", "散装", days: 7, profile: "crops", number: 31, papers: vegetable)
    static let salad = Product("净菜（上海青）", "500克/袋", days: 5, profile: "crops", number: 32, papers: vegetable)
    static let pig = Product(
        "生猪", "110千克/头", days: nil, profile: "livestock", number: 33,
        papers: animal(
            "live", made: ["earTagNo": "135058300012301至135058300012360"], moved: ["vehicleFilingNo": "闽动运备3505#"])
    )
    static let carcass = Product(
        "猪白条肉", "片", days: 4, profile: "livestock", number: 34,
        papers: animal("carcass", made: ["slaughterPermitNo": "闽A03010101", "meatInspectionCertNo": "RP2026#"]))
    static let offal = Product("猪副产品", "散装", days: 3, profile: "livestock", number: 35, papers: animal("offal"))
    static let loin = Product("猪里脊", "散装", days: 4, profile: "livestock", number: 36, papers: animal("meat"))
    static let paddy = Product("稻谷", "散装", days: nil, profile: "grain", number: 37, papers: grain)
    static let rice = Product("大米", "10千克/袋", days: 360, number: 38)
    static let bran = Product("米糠", "散装", days: 90, number: 39)
    static let husk = Product("稻壳", "散装", days: 360, number: 40)

    static let beef = Product("冻去骨牛肩肉", "25千克/箱", days: 730, profile: "imported-meat", number: 51)

    private static let vegetable = Papers(
        made: ["cropKind": "vegetable", "originRegion": "福建泉州惠安", "plotNo": "东园镇3号地块"])

    private static let grain: Papers = {
        let told = ["grainKind": "paddy", "originRegion": "福建南平浦城", "harvestYear": "2025"]
        return Papers(
            made: told, moved: told.merging(["reportNo": "LS2026#"]) { $1 },
            stored: ["grade": "2", "moisturePercent": "13.5", "storageNo": "3号仓"])
    }()

    private static func animal(_ form: String, made: [String: String] = [:], moved: [String: String] = [:]) -> Papers {
        let told = ["animalKind": "pig", "animalForm": form]
        let origin = [
            "originRegion": "福建泉州南安", "farmCode": "350583010012345", "epidemicCertNo": "（闽南）动防合字第20230012号",
        ]
        return Papers(
            made: told.merging(origin) { $1 }.merging(made) { $1 },
            moved: told.merging(["quarantineCertNo": "3500#"]) { $1 }.merging(moved) { $1 })
    }
}

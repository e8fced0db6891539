import type { Random } from './random.ts';

/** Provinces and cities with some of their districts, as people write addresses. */
export const PLACES: readonly { province: string; city: string; short: string; districts: readonly string[] }[] = [
  { province: '北京', city: '北京', short: '北京', districts: ['朝阳区', '海淀区', '丰台区', '西城区', '通州区'] },
  { province: '上海', city: '上海', short: '上海', districts: ['浦东新区', '黄浦区', '徐汇区', '静安区', '闵行区'] },
  { province: '天津', city: '天津', short: '天津', districts: ['和平区', '河西区', '南开区', '滨海新区'] },
  { province: '重庆', city: '重庆', short: '重庆', districts: ['渝中区', '江北区', '渝北区', '沙坪坝区'] },
  { province: '广东', city: '广州', short: '广州', districts: ['天河区', '越秀区', '番禺区', '白云区'] },
  { province: '广东', city: '深圳', short: '深圳', districts: ['南山区', '福田区', '宝安区', '龙岗区'] },
  { province: '广东', city: '东莞', short: '东莞', districts: ['南城街道', '虎门镇', '长安镇'] },
  { province: '江苏', city: '南京', short: '南京', districts: ['鼓楼区', '江宁区', '玄武区', '建邺区'] },
  { province: '江苏', city: '苏州', short: '苏州', districts: ['姑苏区', '吴中区', '虎丘区', '昆山市'] },
  { province: '江苏', city: '无锡', short: '无锡', districts: ['梁溪区', '滨湖区', '新吴区'] },
  { province: '浙江', city: '杭州', short: '杭州', districts: ['西湖区', '余杭区', '滨江区', '萧山区'] },
  { province: '浙江', city: '宁波', short: '宁波', districts: ['海曙区', '鄞州区', '江北区'] },
  { province: '浙江', city: '温州', short: '温州', districts: ['鹿城区', '龙湾区', '瓯海区'] },
  { province: '山东', city: '济南', short: '济南', districts: ['历下区', '市中区', '历城区'] },
  { province: '山东', city: '青岛', short: '青岛', districts: ['市南区', '崂山区', '黄岛区'] },
  { province: '福建', city: '厦门', short: '厦门', districts: ['思明区', '湖里区', '集美区'] },
  { province: '福建', city: '福州', short: '福州', districts: ['鼓楼区', '台江区', '仓山区'] },
  { province: '湖北', city: '武汉', short: '武汉', districts: ['武昌区', '洪山区', '江汉区', '蔡甸区'] },
  { province: '湖南', city: '长沙', short: '长沙', districts: ['岳麓区', '芙蓉区', '雨花区'] },
  { province: '四川', city: '成都', short: '成都', districts: ['武侯区', '锦江区', '青羊区', '高新区'] },
  { province: '陕西', city: '西安', short: '西安', districts: ['雁塔区', '碑林区', '未央区'] },
  { province: '河南', city: '郑州', short: '郑州', districts: ['金水区', '二七区', '中原区'] },
  { province: '河北', city: '石家庄', short: '石家庄', districts: ['长安区', '裕华区', '桥西区'] },
  { province: '辽宁', city: '沈阳', short: '沈阳', districts: ['和平区', '沈河区', '铁西区'] },
  { province: '辽宁', city: '大连', short: '大连', districts: ['中山区', '沙河口区', '甘井子区'] },
  { province: '吉林', city: '长春', short: '长春', districts: ['朝阳区', '南关区', '绿园区'] },
  { province: '黑龙江', city: '哈尔滨', short: '哈尔滨', districts: ['南岗区', '道里区', '香坊区'] },
  { province: '安徽', city: '合肥', short: '合肥', districts: ['蜀山区', '包河区', '庐阳区'] },
  { province: '江西', city: '南昌', short: '南昌', districts: ['东湖区', '红谷滩区', '青山湖区'] },
  { province: '云南', city: '昆明', short: '昆明', districts: ['五华区', '盘龙区', '官渡区'] },
];

const ROADS = [
  '中山路',
  '人民路',
  '解放路',
  '建设路',
  '和平路',
  '新华路',
  '文化路',
  '长江路',
  '黄河路',
  '科技路',
  '学院路',
  '创业路',
  '迎宾大道',
  '世纪大道',
  '滨河路',
  '友谊街',
  '光明街',
  '朝阳街',
  '金融街',
  '花园路',
];

export type Place = (typeof PLACES)[number];

/** A street address in a place. */
export function addressIn(place: Place, random: Random): string {
  const house = `${1 + random.below(900)}号`;
  const room = random.chance(0.6)
    ? `${1 + random.below(30)}层${String(101 + random.below(2000)).padStart(4, '0')}室`
    : '';
  const city = place.province === place.city ? `${place.city}市` : `${place.province}省${place.city}市`;
  return `${city}${random.pick(place.districts)}${random.pick(ROADS)}${house}${room}`;
}

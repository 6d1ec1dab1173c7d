import type { EmotionType } from '../personas/emotions.ts';

/** Spanish counterpart of EMOTION_WORDS_EN, in the same notation. */
export const EMOTION_WORDS_ES: Readonly<Partial<Record<EmotionType, string>>> = {
  joy: `
    feliz felic* felices alegr* content*~ encant* amo adoro ador* amor amor* te_quiero los_quiero te_amo los_amo amamos hermos* bell* bonit* precios* divin*
    genial* excelent* increibl*~ maravill* fantastic* espectacul* perfect* buenisim* bueno~ buena~ buen~ mejor mejores felicidades felicit* bravo
    viva~ ole jaja* jeje* jiji* jsjs* ajaj* jajs* xd* lol risa risas rei reir rio~ me_rei divert* gracios* chistos* disfrut* gusta~ gusto gustan~ gustaron gusto_mucho
    me_gusta me_encanta sonri* sonrisa celebr* fiesta~ exito* orgull* bendic* bendig* dios_te_bendiga saludos~ abrazo* besos beso~ crack* idolo* idola maestro~ reina rey~ grande~ grandes~
    chido chida chingon* padre~ bacan* pro~ joya* top~ brutal~ epico epica temazo* rolon* temon arte~ talent* admir* respeto~ victoria ganar* gano~
    ganamos campeon* suerte* lucky tiern* cute* ternura dulce* guap* sexy preciosur* hermosur* bellisim* lo_maximo lo_mejor la_mejor el_mejor los_mejores
    nunca_cambies sigue_asi vamos~ arriba~ animo~ fuerza~ esperanz* optimis* simpatic* carism* rico~ rica~ delicios* fav favorit*
    bien~ super~ satisf* alivi* placer me_alegr* que_bueno que_bien que_lindo que_hermoso gran~ fan~ fans~ like~`,
  excitement: `
    emocion* emocionad* ansios*~ entusiasm* no_puedo_esperar ya_quiero que_emocion por_fin al_fin vamos_carajo ilusion* ganas_de yuju wiii* siii* yay*`,
  contentment: `tranquil* seren* en_paz relajad* satisfech* comod* me_siento_bien a_gusto todo_bien~`,
  trust: `graci* gracias agradec* agradezc* confi* confianza leal* fiel* cuento_contigo creo_en~ honest*~`,
  anticipation: `espero* ojala quiero_ver~ ya_quiero pronto~ esperando proximo~ ansi*~`,
  sadness: `
    trist* tristeza llor* llant* lagrim* pena~ penas~ deprim* depres* dolor* dolid* duele* doli* sufr* sufrimiento muri* muert* fallec* falleci* extran*~ te_extrano los_extrano
    echo_de_menos solo~ soledad sol_o lament* lo_siento perdon* arrepent* disculp* decepcion* desilusion* perdi perdid* perdio~ luto q_e_p_d qepd descans* descanse descansa_en_paz
    que_en_paz desgraci*~ tragedi* tragic* desesper* corazon_roto melancol* nostalg* infeliz* mal~ peor~ fracas* abandon* pobre* pobrecit* lastim* triste_que sad
    me_duele me_siento_mal herid* vaci* angusti*~ desconsol* injust*~ victima* me_hizo_llorar hizo_llorar ya_no_esta se_fue~ adios~ despedid* suicid* matar*~ murio maltrat* f~`,
  anger: `
    enoj* enojad* enfad* furi* rabia* ira~ odi* odio odia* molest* indign* mierda* mierd* puta* puto* puti* hijo_de hijueputa* hdp hp verga* ptm ctm chinga* chingad* pendej* cabron* culer* culo~
    idiot* imbecil* estupid* tont* tarad* inutil* basura* maldit* carajo joder* jodid* joda* cono~ gilipoll* boludo* boluda* pelotud* mamon* mamad*~ mmda callate callat* calla~
    larg* largate fuera~ vete* ladron* ratas rata corrupt* mentiros* mentir* mentira* falso falsa falsos hipocrit* traidor* traicion* abus* injust* injusticia* verguenz* sinverguenz* descarad* asesin* delincuen* criminal*
    pega~ golpe~ burl* critic* envidi* hater* payas* ridicul* patetic* ignorant* racist* machist* feminazi* zorra* perra* perro~ maricon* maric* lacra* escoria* asco~ asqueros* resentid* pautero
    harto harta hartos hasta_cuando basta ya_basta que_se_creen quien_se_cree no_soporto me_cae_mal caen_mal mal_educad* maleduc* groser* insult* ofend* ofens* arrogant* egoist* bastard* desgraciad* malparid* gonorrea* hpta* mk
    mamerto* facho* zurdo* vendid* farsant* incompeten* mediocr* pesim* pesimo* estafa* robo~ roban* robar* dictad* terroris* tiran* cinic* doble_moral descerebr* animal~ bruto* bruta* burro* loco~ locos~ mueran muere`,
  frustration: `frustr* no_funciona no_sirve* no_puedo_mas estresad* estres* agobi* aburrid* aburre* ugh* harto_de cansad*~ otra_vez~ siempre_lo_mismo que_fastidio fastidi* impotencia`,
  fear: `
    miedo* mied* temor* temo~ teme~ terror* terrorif* aterr* asust* susto* espant*~ panico* pesadill* horror* horroriz* nervios* ansied* preocup* angusti* peligro* amenaz* escalofri* tembl* tiembl* fobi*
    me_da_miedo da_miedo que_miedo cuidado~ alert*~ perturb* turbio* turbia* inquiet* tenebros* macabr* traum* cagad*~ cagu* creepy diablo~ demonio* satan* brujer* fantasma* sustos`,
  disgust: `
    asco* asqu* asqueros* asquead* repugn* repuls* nausea* vomit* guacal* guacala wacala wakala iugh puaj puag fuchi cochin* cerd* puerc* sucio* sucia* apest* horribl* feo fea feos feas feisim* desagrad* deprav* pervertid* enferm* pedofil* cringe* cring*
    mierda caca* pinche basura verguenza patetic* ridicul* payas* estupid* idiot* imbecil* inmund* vulgar* naco* naca* bizarr* pesim* porqueri* vergonzos* verguenza_ajena verguenz* aborrec* detest* odio tont* pendej* hipocrit* mentiros* corrupt* doble_moral
    lacra* escoria* ratas rata callat* racist* falso falsa envidi* odia hater* largu* descarad* sinverguenz* tarad* inutil* maldit* puta puto ladron* vendid* mediocr* asesin* ignorant* abus*`,
  surprise: `
    sorpr* sorprend* wow* wao* uau guau waw wou* increibl* omg* dios_mio por_dios no_puede_ser no_puedo_creer no_lo_puedo_creer no_lo_creo no_creo~ shock* impact* impresion* impresionant* asombr* inesperad* de_repente de_pronto
    que_que wtf* ala~ alaa* orale* ostia* hostia* madre_mia en_serio enserio a_poco* quede_en me_quede me_dejo flip* fliplante alucin* boquiabiert* insolit* inaudit* jamas_pense nunca_pense quien_diria no_esperaba no_me_lo_esperaba no_manches* no_mames~ guata wata
    what o_sea~ ups que_carajo como_que como_asi raro~ rara~ extrano~ acabo_de`,
  curiosity: `curios* me_pregunto intrig* intereso~ quisiera_saber quiero_saber alguien_sabe no_entiendo no_entendi que_es que_significa por_que_no que_paso q_paso como_se quien_es cual_es que_pasaria confund* duda~ dudas~ misteri* donde_esta cuando_sale cuando_sub* sera_que`,
};
